import { readLines } from "@mlebench/disk";
import { convertRecords, parseRecord } from "./pandas-json.js";
import type { PythonJsonObject } from "./python-json.js";
import type { RecordTable } from "./records.js";

export {
  type JsonLinesChunk,
  type JsonLinesChunkOptions,
  readJsonLinesChunks,
  withTextColumn,
  writeJsonLines,
} from "./json-lines-chunks.js";
export { readJsonLinesFields } from "./json-lines-fields.js";
export { formatJsonLines, parseJsonLines } from "./pandas-json.js";

/**
 * JSON lines as pandas reads and writes them. Its numbers are not those of Python's `json`: they are read with an error
 * in the last digits and written with ten decimals.
 */

export interface ReadJsonLinesOptions {
  /** Lines in a table; types are found for each table on its own. @default all lines are one table */
  chunkSize?: number;
}

/**
 * Tables of a JSON lines file, one after the other: pandas' `read_json(path, lines=True, chunksize=…)`. Floats of a column
 * become ints if all are integers, text becomes numbers if all of a column is numeric.
 * @throws UserError if a line is not a JSON object, or if pandas would look for dates in a column because of its name
 */
export async function* readJsonLines(
  path: string,
  { chunkSize = Number.POSITIVE_INFINITY }: ReadJsonLinesOptions = {},
): AsyncGenerator<RecordTable> {
  let records: PythonJsonObject[] = [];
  let lines = 0;
  let inChunk = 0;
  for (const line of readLines(path)) {
    lines++;
    inChunk++;
    const text = line.toString().trim();
    if (text !== "") records.push(parseRecord(text, path, lines));
    if (inChunk < chunkSize) continue;
    yield convertRecords(records, path);
    records = [];
    inChunk = 0;
  }
  if (inChunk > 0) yield convertRecords(records, path);
}
