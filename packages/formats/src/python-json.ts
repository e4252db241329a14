import { compareText, formatFloat } from "@mlebench/table";
import { JsonScanner } from "./python-json-scanner.js";

/**
 * A JSON value as Python's `json` holds it: a number with a point or an exponent is a float (number), any other an int
 * (bigint). Objects are maps, because JavaScript's own would move keys such as "7" to the front.
 */
export type PythonJson = null | boolean | bigint | number | string | PythonJson[] | PythonJsonObject;
export type PythonJsonObject = Map<string, PythonJson>;

/** What can be written: lists may be any iterable, which is gone through once and need not be in memory. */
export type WritableJson = PythonJson | Iterable<WritableJson> | ReadonlyMap<string, WritableJson>;

export interface PythonJsonOptions {
  /** Spaces a level, as `json.dump(indent=…)`; without it all is on one line. */
  indent?: number;
  /** Keys in the order of their code points, as `json.dump(sort_keys=True)`. @default false */
  sortKeys?: boolean;
}

export interface ParseJsonOptions {
  /** The float that a number with a point or an exponent stands for. @default the nearest double */
  readFloat?: (text: string) => number;
}

/** About where Python's own reader and writer reach their recursion limit. */
const maxDepth = 990;

const words: readonly (readonly [string, PythonJson])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/**
 * Reads JSON as Python 3.11's `json.loads` does: `NaN` and the infinities are numbers, surrogates may stand alone, and
 * the last of several equal keys counts, in the place of the first.
 * @param file named in errors
 * @throws UserError saying what was expected, and at which line and character
 */
export function parsePythonJson(
  text: string,
  file?: string,
  { readFloat = Number }: ParseJsonOptions = {},
): PythonJson {
  const scanner = new JsonScanner(text, file, readFloat);
  let depth = 0;

  const list = (): PythonJson[] => {
    scanner.at++;
    const items: PythonJson[] = [];
    scanner.skipSpace();
    if (scanner.skip("]")) return items;
    for (;;) {
      items.push(value());
      scanner.skipSpace();
      if (scanner.skip("]")) return items;
      if (!scanner.skip(",")) return scanner.fail('"," or "]"');
      scanner.skipSpace();
    }
  };
  const object = (): PythonJsonObject => {
    scanner.at++;
    const entries: PythonJsonObject = new Map();
    scanner.skipSpace();
    if (scanner.skip("}")) return entries;
    for (;;) {
      if (text[scanner.at] !== '"') return scanner.fail("a name in double quotes");
      const key = scanner.string();
      scanner.skipSpace();
      if (!scanner.skip(":")) return scanner.fail('":" after a name');
      scanner.skipSpace();
      entries.set(key, value());
      scanner.skipSpace();
      if (scanner.skip("}")) return entries;
      if (!scanner.skip(",")) return scanner.fail('"," or "}"');
      scanner.skipSpace();
    }
  };
  const nested = <T>(read: () => T): T => {
    if (++depth > maxDepth) return scanner.fail(`at most ${maxDepth} levels of lists and objects`);
    const found = read();
    depth--;
    return found;
  };
  const value = (): PythonJson => {
    const first = text[scanner.at];
    if (first === '"') return scanner.string();
    if (first === "{") return nested(object);
    if (first === "[") return nested(list);
    if (first >= "0" && first <= "9") return scanner.number();
    const word = words.find(([spelling]) => text.startsWith(spelling, scanner.at));
    if (word === undefined) return scanner.number();
    scanner.at += word[0].length;
    return word[1];
  };

  scanner.skipSpace();
  const parsed = value();
  scanner.skipSpace();
  if (scanner.at < text.length) scanner.fail("nothing after the value");
  return parsed;
}

/** In shorter texts, nothing is nested too deeply. */
const longestQuick = maxDepth;
/** All floats and long ints, and some text. */
const unlikePython = /(?:^|[:[,\s])-?(?:\d+[.eE]|\d{17})/;

/**
 * A member of an object that is text or an int, by JavaScript's own reader, which is several times faster.
 * @returns undefined where {@link parsePythonJson} has to say what there is
 */
export function quickMember(text: string, name: string): string | bigint | undefined {
  if (text.length > longestQuick || unlikePython.test(text)) return undefined;
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof object !== "object" || object === null || !Object.hasOwn(object, name)) return undefined;
  const member = (object as Readonly<Record<string, unknown>>)[name];
  if (typeof member === "string") return member;
  return Number.isSafeInteger(member) ? BigInt(member as number) : undefined;
}

const mostNamesKept = 1000;

/** What `ensure_ascii` escapes and JavaScript does not. Without the `u` flag each surrogate is a character of its own. */
const notAscii = /[^ -~]/g;

function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (json.search(notAscii) === -1) return json;
  return json.replace(notAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function scalar(value: null | boolean | bigint | number | string): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "number") return String(value);
  if (Number.isFinite(value)) return formatFloat(value);
  return String(value);
}

/**
 * Writes a value piece by piece, just as Python's `json.dump` does with its other options at their defaults: ASCII only,
 * floats by `repr`, no newline at the end.
 * @param write gets the text in pieces, in order
 */
export function writePythonJson(
  value: WritableJson,
  write: (text: string) => void,
  { indent, sortKeys = false }: PythonJsonOptions = {},
): void {
  const lineAt = (depth: number): string => (indent === undefined ? "" : `\n${" ".repeat(indent * depth)}`);
  const comma = indent === undefined ? ", " : ",";

  // Objects of a list have the same few names over and over.
  const names = new Map<string, string>();
  const quotedName = (key: string): string => {
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `${quoted(key)}: `;
    if (names.size < mostNamesKept) names.set(key, name);
    return name;
  };

  const writeItems = <T>(
    items: Iterable<T>,
    [open, close]: string,
    depth: number,
    writeItem: (item: T) => void,
  ) => {
    let before = `${open}${lineAt(depth + 1)}`;
    const between = `${comma}${lineAt(depth + 1)}`;
    for (const item of items) {
      write(before);
      writeItem(item);
      before = between;
    }
    // Nothing was written for an empty list or object.
    write(before === between ? `${lineAt(depth)}${close}` : `${open}${close}`);
  };
  const writeValue = (item: WritableJson, depth: number): void => {
    if (typeof item !== "object" || item === null) write(scalar(item));
    else if (item instanceof Map) {
      const entries: Iterable<[string, WritableJson]> = sortKeys
        ? [...item].sort(([a], [b]) => compareText(a, b))
        : item;
      writeItems(entries, "{}", depth, ([key, member]) => {
        write(quotedName(key));
        writeValue(member, depth + 1);
      });
    } else writeItems(item as Iterable<WritableJson>, "[]", depth, (member) => writeValue(member, depth + 1));
  };
  writeValue(value, 0);
}

/** The text of {@link writePythonJson} in one piece. */
export function formatPythonJson(value: WritableJson, options: PythonJsonOptions = {}): string {
  let text = "";
  writePythonJson(
    value,
    (piece) => {
      text += piece;
    },
    options,
  );
  return text;
}
