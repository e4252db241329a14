import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { UserError } from "@mlebench/core";
import { formatFloat } from "@mlebench/table";
import { type PythonJson, type PythonJsonObject, parsePythonJson } from "./python-json.js";
import { type RecordColumn, type RecordTable, tableOfRecords } from "./records.js";

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
  const reader = createInterface({
    input: createReadStream(path, "utf8"),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let inChunk = 0;
  for await (const line of reader) {
    lines++;
    inChunk++;
    const text = line.trim();
    if (text !== "") records.push(parseRecord(text, path, lines));
    if (inChunk < chunkSize) continue;
    yield convert(records, path);
    records = [];
    inChunk = 0;
  }
  if (inChunk > 0) yield convert(records, path);
}

/** A table of JSON lines in memory, see {@link readJsonLines}. */
export function parseJsonLines(text: string, file?: string): RecordTable {
  const lines = text.split("\n").map((line) => line.trim());
  const records = lines.flatMap((line, i) => (line === "" ? [] : [parseRecord(line, file, i + 1)]));
  return convert(records, file);
}

function parseRecord(line: string, file: string | undefined, row: number): PythonJsonObject {
  const record = parsePythonJson(line, file, { readFloat: pandasFloat });
  if (record instanceof Map) return record;
  throw new UserError("Line is not a JSON object", { file, row });
}

/** Decimals that count. */
const maxDecimals = 15;
const negativePowers = Array.from({ length: maxDecimals + 1 }, (_, decimals) => Number(`1e-${decimals}`));

/** glibc's `pow(10, exponent)`, which is the nearest double in all but two cases. */
function powerOfTen(exponent: number): number {
  if (exponent === 23) return 1.0000000000000001e23;
  if (exponent === 210) return 1.0000000000000001e210;
  return Number(`1e${exponent}`);
}

/** A number with a point or an exponent as pandas' parser reads it: integer part and 15 decimals, added and scaled. */
function pandasFloat(text: string): number {
  const [, sign, integer, decimals = "", exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(
    text,
  ) as RegExpExecArray;
  let fraction = 0;
  const used = Math.min(decimals.length, maxDecimals);
  for (let i = 0; i < used; i++) fraction = fraction * 10 + (decimals.charCodeAt(i) - 0x30);
  const magnitude = Number(integer) + fraction * negativePowers[used];
  const value = sign === "-" ? -magnitude : magnitude;
  return exponent === undefined ? value : value * powerOfTen(Number(exponent));
}

const dateName = /_at$|_time$|^modified$|^date$|^datetime$|^timestamp/i;

function convert(records: readonly PythonJsonObject[], file: string | undefined): RecordTable {
  const table = tableOfRecords(records);
  const dated = table.names.find((name) => dateName.test(name));
  if (dated !== undefined) {
    throw new UserError(`Column \`${dated}\` has the name of a date`, {
      file,
      expected: "columns without dates",
    });
  }
  return table.mapped(convertColumn);
}

const numeric = /^\s*[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?\s*$/i;
const infinite = /^\s*([-+]?)(?:inf|infinity)\s*$/i;
const notNumber = /^\s*[-+]?nan\s*$/i;

/** Python's `float(value)`; undefined for what it refuses. */
function pythonFloat(value: PythonJson): number | undefined {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return Number(value);
  if (typeof value !== "string") return undefined;
  if (numeric.test(value)) return Number(value.replaceAll("_", ""));
  if (notNumber.test(value)) return Number.NaN;
  const sign = infinite.exec(value)?.[1];
  if (sign === undefined) return undefined;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Text of numbers, and mixes of numbers and booleans, become floats; floats that are all integers become ints. */
function convertColumn(values: RecordColumn): RecordColumn {
  const isTyped =
    values.every((value) => typeof value === "boolean") || values.every((value) => typeof value === "bigint");
  if (isTyped && !values.some(isBeyond64Bits)) return values;
  const floats: number[] = [];
  for (const value of values) {
    const float = pythonFloat(value);
    if (float === undefined) return values;
    floats.push(float);
  }
  const isWhole = floats.every((float) => Number.isInteger(float) && float >= -(2 ** 63) && float < 2 ** 63);
  return isWhole ? floats.map((float) => BigInt(float)) : floats;
}

const isBeyond64Bits = (value: PythonJson): boolean =>
  typeof value === "bigint" && (value >= 2n ** 64n || value < -(2n ** 63n));

/** The lines of a table, each with its line feed: pandas' `to_json(orient="records", lines=True)`. */
export function formatJsonLines(table: RecordTable): string {
  const columns = table.names.map((name) => [`${quoted(name)}:`, table.column(name)] as const);
  // pandas ends nothing with a line feed, too.
  if (table.length === 0 || columns.length === 0) return "\n";
  let text = "";
  for (let row = 0; row < table.length; row++) {
    text += `{${columns.map(([name, values]) => name + formatValue(values[row])).join(",")}}\n`;
  }
  return text;
}

function formatValue(value: PythonJson): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isFinite(value) ? formatNumber(value) : "null";
  if (Array.isArray(value)) return `[${value.map(formatValue).join(",")}]`;
  if (value instanceof Map) {
    return `{${Array.from(value, ([name, member]) => `${quoted(name)}:${formatValue(member)}`).join(",")}}`;
  }
  return String(value);
}

/** What JSON.stringify leaves and pandas escapes. Without the `u` flag each surrogate is a character of its own. */
const escaped = /[/\u0080-\uffff]/g;

function quoted(text: string): string {
  const json = JSON.stringify(text);
  return json.replace(escaped, (unit) =>
    unit === "/" ? "\\/" : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const decimals = 10;
const scale = 10 ** decimals;

/** A float as pandas' JSON has it: ten decimals, without trailing zeros, cut and then rounded by what was cut off. */
function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude > 1e16 - 1 || (magnitude !== 0 && magnitude < 1e-15)) return formatFloat(value, "%.10g");
  let integer = Math.floor(magnitude);
  const scaled = (magnitude - integer) * scale;
  let fraction = Math.floor(scaled);
  const rest = scaled - fraction;
  // A half rounds up to an even digit, and, oddly, from zero.
  if (rest > 0.5 || (rest === 0.5 && (fraction === 0 || fraction % 2 === 1))) fraction++;
  if (fraction >= scale) {
    fraction = 0;
    integer++;
  }
  const text = fraction === 0 ? "0" : String(fraction).padStart(decimals, "0").replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${integer}.${text}`;
}
