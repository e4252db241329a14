import { resolve } from "node:path";
import { defaultDataDirectory, defaultMiniatureDirectory } from "@mlebench/core";

/** Options that choose whose data are meant. */
export interface DataOptions {
  dataDir?: string;
  /** Made-up data, which live apart from real ones. */
  mini?: boolean;
}

export interface JsonOption {
  json?: boolean;
}

/** Where the data are: what the user says, else the usual place of real or made-up data. */
export function dataDirectory(options: DataOptions): string {
  if (options.dataDir !== undefined) return resolve(options.dataDir);
  return options.mini ? defaultMiniatureDirectory() : defaultDataDirectory();
}
