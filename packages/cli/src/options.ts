import { resolve } from "node:path";
import { chosenDataDirectory, defaultDataDirectory, defaultMiniatureDirectory } from "@mlebench/core";
import { requireDataDirectory } from "@mlebench/disk";

/** Options that choose whose data are meant. */
export interface DataOptions {
  dataDir?: string;
  /** Made-up data, which live apart from real ones. */
  mini?: boolean;
}

export interface JsonOption {
  json?: boolean;
}

/**
 * Where the data are: what the user says, by option or by MLEBENCH_DATA_DIR, made-up data or not; else the usual place of
 * real or made-up data.
 * @throws UserError when it is a file, or below one
 */
export function dataDirectory(options: DataOptions): string {
  const usual = options.mini ? defaultMiniatureDirectory() : defaultDataDirectory();
  const given = options.dataDir === undefined ? chosenDataDirectory() : resolve(options.dataDir);
  return checked(given ?? usual);
}

/**
 * Where commands keep made-up data that make them up unasked: apart from real data wherever those are.
 * @throws UserError when it is a file, or below one
 */
export function unaskedMiniatureDirectory({ dataDir }: Pick<DataOptions, "dataDir">): string {
  return checked(dataDir === undefined ? defaultMiniatureDirectory() : resolve(dataDir));
}

function checked(directory: string): string {
  requireDataDirectory(directory);
  return directory;
}
