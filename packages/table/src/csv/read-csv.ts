import { isSystemError, systemError } from "@mlebench/disk";
import { type Origin, Table } from "../table.js";
import type { CsvSourceOptions, CsvTextOptions } from "./csv-options.js";
import type { CsvSource } from "./csv-source.js";
import { scanCsvBytes, scanCsvFile } from "./scan-csv.js";

/** The table of a scanned file; no columns and no rows for an empty one. */
function tableOf(source: CsvSource | undefined, origin: Origin): Table {
  if (source === undefined) return new Table([], 0, origin);
  const references = source.columns.map(({ name, dtype }, index) => ({
    name,
    dtype,
    data: { kind: "source", source, index } as const,
    rows: undefined,
  }));
  return new Table(references, source.rowCount, origin);
}

/**
 * Reads a CSV as pandas 2.2's `read_csv(path, float_precision="round_trip")` does, or without that option where
 * `floatParser` is `default`: types over all rows of a column, its spellings of missing values, its names for empty and repeated headers, surplus leading cells taken for an index.
 * An empty file is a table without columns.
 * @param role decides which kind of error a wrong table is
 * @throws CsvError when pandas would refuse the file; UserError when it cannot be opened
 */
export function readCsv(path: string, role: Origin["role"] = "raw", options: CsvSourceOptions = {}): Table {
  try {
    return tableOf(scanCsvFile(path, options), { role, file: path });
  } catch (error) {
    throw isSystemError(error) ? systemError(error, path) : error;
  }
}

/** The same for bytes in memory. */
export function readCsvBytes(
  bytes: Uint8Array,
  role: Origin["role"] = "raw",
  options: CsvTextOptions = {},
): Table {
  return tableOf(scanCsvBytes(bytes, options), { role });
}
