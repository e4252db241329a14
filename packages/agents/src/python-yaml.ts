import { UserError } from "@mlebench/core";
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Scalar, type YAMLMap } from "yaml";

/** Integers and floats remain distinct, since Python writes them differently: 24 and 24.0. */
export type PythonValue = null | boolean | string | bigint | number | PythonValue[] | PythonMap;
export type PythonMap = Map<PythonValue, PythonValue>;

/** YAML 1.1 as PyYAML's safe loader resolves plain scalars. */
const integers: readonly [RegExp, (text: string) => bigint][] = [
  [/^0b[01_]+$/, (text) => BigInt(text)],
  [/^0x[0-9a-fA-F_]+$/, (text) => BigInt(text)],
  [/^0[0-7]+$/, (text) => BigInt(`0o${text.slice(1)}`)],
  [/^(0|[1-9]\d*)$/, (text) => BigInt(text)],
  [/^[1-9]\d*(:[0-5]?\d)+$/, (text) => text.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n)],
];
const decimal = /^(\d+\.\d*([eE][-+]\d+)?|\.\d+([eE][-+]\d+)?)$/;
const sexagesimal = /^\d+(:[0-5]?\d)+\.\d*$/;
const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|[-+]\d\d?(?::?\d\d)?))?)?$/;

/**
 * Parses a configuration file the way PyYAML's `safe_load` does: anchors, merges (`<<`), YAML 1.1 words and numbers.
 * @throws UserError with file and line where it is not YAML
 */
export function parsePythonYaml(text: string, file: string): PythonValue {
  const document = parseDocument(text, { schema: "failsafe", uniqueKeys: false, logLevel: "silent" });
  const error = document.errors[0];
  if (error !== undefined) {
    throw new UserError(`Invalid YAML: ${error.message.split("\n")[0]}`, { file });
  }
  const done = new Map<Node, PythonValue>();
  const open = new Set<Node>();

  function convert(node: unknown): PythonValue {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target === undefined) throw new UserError(`Unknown YAML anchor *${node.source}`, { file });
      return convert(target);
    }
    if (isScalar(node)) return scalarValue(node, file);
    if (!isMap(node) && !isSeq(node)) throw new UserError("Unexpected YAML", { file });
    const known = done.get(node);
    if (known !== undefined) return known;
    if (open.has(node)) throw new UserError("A YAML anchor contains itself", { file });
    open.add(node);
    const value = isSeq(node) ? node.items.map(convert) : mapValue(node);
    open.delete(node);
    done.set(node, value);
    return value;
  }

  /** Merged entries come first and give way to the map's own; of several merged maps the first wins. */
  function mapValue(node: YAMLMap): PythonMap {
    const merged: PythonMap = new Map();
    const own: [PythonValue, PythonValue][] = [];
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.type === "PLAIN" && key.value === "<<") {
        const found = convert(value);
        for (const source of Array.isArray(found) ? [...found].reverse() : [found]) {
          if (!(source instanceof Map)) {
            throw new UserError("`<<` must name a mapping", { file, expected: "an anchor of a mapping" });
          }
          for (const [name, content] of source) merged.set(name, content);
        }
      } else own.push([convert(key), convert(value)]);
    }
    for (const [name, content] of own) merged.set(name, content);
    return merged;
  }

  return convert(document.contents);
}

/**
 * Names and values of one mapping in a YAML file, with values as Python's `str()` writes them, as agents get their
 * arguments and variables.
 * @param key top-level key of the mapping
 * @throws UserError if the file is not YAML, or a name has no value
 */
export function readPythonMapping(text: string, file: string, key: string): Record<string, string> {
  const content = parsePythonYaml(text, file);
  const mapping = content instanceof Map ? content.get(key) : undefined;
  if (!(mapping instanceof Map)) return {};
  return Object.fromEntries(
    [...mapping].map(([name, value]) => {
      if (value === null)
        throw new UserError(`Missing value of \`${pythonString(name)}\` in \`${key}\``, { file });
      return [pythonString(name), pythonString(value)];
    }),
  );
}

function scalarValue(node: Scalar, file: string): PythonValue {
  const text = String(node.value ?? "");
  const tag = node.tag?.replace("tag:yaml.org,2002:", "");
  if (tag !== undefined && tag !== "str") {
    const value = plainValue(text);
    const kind = { int: "bigint", float: "number", bool: "boolean", null: "object" }[tag];
    if (tag === "float" && typeof value === "bigint") return Number(value);
    if (kind === undefined || typeof value !== kind) {
      throw new UserError(`${JSON.stringify(text)} is not a YAML ${tag}`, { file });
    }
    return value;
  }
  return tag === "str" || (node.type !== undefined && node.type !== "PLAIN") ? text : plainValue(text);
}

function plainValue(text: string): PythonValue {
  if (/^(~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  if (/^(no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false;
  const sign = /^[-+]/.test(text) ? text[0] : "";
  const digits = text.slice(sign === "" ? 0 : 1);
  const bare = digits.replaceAll("_", "");
  // An underscore may stand anywhere but first.
  if (!digits.startsWith("_")) {
    for (const [pattern, parse] of integers) {
      if (pattern.test(bare) && /\d/.test(bare)) return sign === "-" ? -parse(bare) : parse(bare);
    }
    if (sexagesimal.test(bare)) {
      const value = bare.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
      return sign === "-" ? -value : value;
    }
  }
  if (decimal.test(bare) && !digits.startsWith("_") && !(sign !== "" && bare.startsWith("."))) {
    return sign === "-" ? -Number(bare) : Number(bare);
  }
  if (/^\.(inf|Inf|INF)$/.test(digits)) return sign === "-" ? -Infinity : Infinity;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN;
  return pythonTimestamp(text) ?? text;
}

/** `str()` of the date or datetime that PyYAML makes of a timestamp. */
function pythonTimestamp(text: string): string | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone] = match;
  // A date alone needs two digits everywhere; with a time, one digit will do.
  if (hour === undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const two = (part: string | undefined) => (part ?? "").padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return date;
  const micro = fraction.slice(0, 6).padEnd(6, "0");
  const offset =
    zone === undefined
      ? ""
      : zone === "Z"
        ? "+00:00"
        : zone.replace(
            /^([-+])(\d\d?):?(\d\d)?$/,
            (_, mark, hours, minutes) => `${mark}${two(hours)}:${minutes ?? "00"}`,
          );
  return `${date} ${two(hour)}:${minute}:${second}${micro === "000000" ? "" : `.${micro}`}${offset}`;
}

/** A value as Python's `str()` writes it. */
export function pythonString(value: PythonValue): string {
  return typeof value === "string" ? value : pythonRepresentation(value);
}

function pythonRepresentation(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return floatRepresentation(value);
  if (typeof value === "string") return stringRepresentation(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepresentation).join(", ")}]`;
  return `{${[...value].map(([key, item]) => `${pythonRepresentation(key)}: ${pythonRepresentation(item)}`).join(", ")}}`;
}

/** Shortest digits that read back as the same number; an exponent below 1e-4 and from 1e16 on. */
function floatRepresentation(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const digits = mantissa.replace(/[-.]/g, "");
  const sign = value < 0 ? "-" : "";
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  return `${sign}${whole}.${digits.slice(power + 1) || "0"}`;
}

function stringRepresentation(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const short: Record<string, string> = {
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    [quote]: `\\${quote}`,
  };
  const body = Array.from(text, (character) => {
    if (short[character] !== undefined) return short[character];
    if (character === " " || !/[\p{C}\p{Z}]/u.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\U${code.toString(16).padStart(8, "0")}`;
  }).join("");
  return quote + body + quote;
}
