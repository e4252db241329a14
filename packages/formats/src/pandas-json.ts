import { UserError } from "@mlebench/core";
import { formatFloat } from "@mlebench/table";
import { type PythonJson, type PythonJsonObject, parsePythonJson } from "./python-json.js";
import { type RecordColumn, type RecordTable, tableOfRecords } from "./records.js";

/** A table of JSON lines in memory, see {@link readJsonLines}. */
export function parseJsonLines(text: string, file?: string): RecordTable {
  const lines = text.split("\n").map((line) => line.trim());
  const records = lines.flatMap((line, i) => (line === "" ? [] : [parseRecord(line, file, i + 1)]));
  return convertRecords(records, file);
}

export function parseRecord(line: string, file: string | undefined, row: number): PythonJsonObject {
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

/** Whether pandas looks for dates in a column because of its name. */
export const isDateName = (name: string): boolean => dateName.test(name);

export function convertRecords(records: readonly PythonJsonObject[], file: string | undefined): RecordTable {
  const table = tableOfRecords(records);
  const dated = table.names.find(isDateName);
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
    text += `{${columns.map(([name, values]) => name + formatJsonValue(values[row])).join(",")}}\n`;
  }
  return text;
}

/** A value as pandas writes it. */
export function formatJsonValue(value: PythonJson): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isFinite(value) ? formatNumber(value) : "null";
  if (Array.isArray(value)) return `[${value.map(formatJsonValue).join(",")}]`;
  if (value instanceof Map) {
    return `{${Array.from(value, ([name, member]) => `${quoted(name)}:${formatJsonValue(member)}`).join(",")}}`;
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
