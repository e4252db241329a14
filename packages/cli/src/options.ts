import { resolve } from "node:path";
import { chosenDataDirectory, defaultDataDirectory, defaultMiniatureDirectory } from "@mlebench/core";

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
 */
export function dataDirectory(options: DataOptions): string {
  if (options.dataDir !== undefined) return resolve(options.dataDir);
  return chosenDataDirectory() ?? (options.mini ? defaultMiniatureDirectory() : defaultDataDirectory());
}

/** Where commands keep made-up data that make them up unasked: apart from real data wherever those are. */
export function unaskedMiniatureDirectory({ dataDir }: Pick<DataOptions, "dataDir">): string {
  return dataDir === undefined ? defaultMiniatureDirectory() : resolve(dataDir);
}
