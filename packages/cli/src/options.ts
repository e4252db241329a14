import { resolve } from "node:path";
import { chosenDataDirectory, defaultDataDirectory, defaultMiniatureDirectory } from "@mlebench/core";
import { requireDataDirectory } from "@mlebench/disk";

/** Options that select the data. */
export interface DataOptions {
  dataDir?: string;
  /** Miniatures, which are stored apart from real data. */
  mini?: boolean;
}

export interface JsonOption {
  json?: boolean;
  /** Takes the result instead of printing it; for a command that runs others. */
  onResult?: (value: unknown) => void;
}

/**
 * The data directory: from the option or MLEBENCH_DATA_DIR, for miniatures or real data; else the default location of
 * real data or miniatures.
 * @throws UserError when it is a file, or below one
 */
export function dataDirectory(options: DataOptions): string {
  const usual = options.mini ? defaultMiniatureDirectory() : defaultDataDirectory();
  const given = options.dataDir === undefined ? chosenDataDirectory() : resolve(options.dataDir);
  return checked(given ?? usual);
}

/**
 * Location of miniatures that commands generate on their own: always apart from real data.
 * @throws UserError when it is a file, or below one
 */
export function unaskedMiniatureDirectory({ dataDir }: Pick<DataOptions, "dataDir">): string {
  return checked(dataDir === undefined ? defaultMiniatureDirectory() : resolve(dataDir));
}

function checked(directory: string): string {
  requireDataDirectory(directory);
  return directory;
}
