import { UserError } from "@mlebench/core";
import { compareText, formatFloat } from "@mlebench/table";

/**
 * A JSON value as Python's `json` holds it: a number with a point or an exponent is a float (number), any other an int
 * (bigint). Objects are maps, because JavaScript's own would move keys such as "7" to the front.
 */
export type PythonJson = null | boolean | bigint | number | string | PythonJson[] | PythonJsonObject;
export type PythonJsonObject = Map<string, PythonJson>;

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
/** CPython reads no longer ints (`sys.get_int_max_str_digits`). */
const maxIntegerDigits = 4300;

const numeral = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const hexadecimal = /[0-9a-fA-F]{4}/y;
const quotationMark = 0x22;
const backslash = 0x5c;
const space = 0x20;

const words: readonly (readonly [string, PythonJson])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

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
  let at = 0;
  let depth = 0;

  const fail = (expected: string, position = at): never => {
    const lines = text.slice(0, position).split("\n");
    const place = `line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1}`;
    const what = position < text.length ? "Invalid JSON" : "Unexpected end of JSON";
    throw new UserError(`${what}: ${place}`, { file, expected });
  };
  /** Moves past what a sticky pattern matches here; undefined where it does not. */
  const match = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found;
  };
  const skipSpace = (): void => {
    let code = text.charCodeAt(at);
    while (code === space || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++at);
  };
  const skip = (character: string): boolean => {
    if (text[at] !== character) return false;
    at++;
    return true;
  };

  const escaped = (): string => {
    const start = at - 1;
    const letter = text[at++];
    if (letter === "u") {
      const digits = match(hexadecimal);
      if (digits === undefined) return fail("four hexadecimal digits after \\u", start);
      return String.fromCharCode(Number.parseInt(digits[0], 16));
    }
    return escapes[letter] ?? fail('one of " \\ / b f n r t u after a backslash', start);
  };
  const string = (): string => {
    const start = at++;
    let value = "";
    for (let from = at; ; from = at) {
      let code = text.charCodeAt(at);
      while (code >= space && code !== quotationMark && code !== backslash) code = text.charCodeAt(++at);
      const plain = text.slice(from, at);
      value = value === "" ? plain : value + plain;
      if (at >= text.length) return fail('a closing "', start);
      if (code < space) return fail("no control characters inside a string; write them as \\n, \\t or \\u…");
      at++;
      if (code === quotationMark) return value;
      value += escaped();
    }
  };
  /** The end of the digits that begin here. */
  const endOfDigits = (): number => {
    let end = at;
    for (let code = text.charCodeAt(end); code >= 0x30 && code <= 0x39; ) code = text.charCodeAt(++end);
    return end;
  };
  const number = (): PythonJson => {
    const start = at;
    const end = endOfDigits();
    // A short count, by far the commonest number, needs no regular expression.
    if (end - at < 16 && end > at && text[at] !== "0" && !".eE".includes(text.charAt(end) || " ")) {
      at = end;
      return BigInt(Number(text.slice(start, end)));
    }
    const found = match(numeral);
    if (found === undefined) return fail("a value");
    const [all, whole, fraction, exponent] = found;
    if (fraction !== undefined || exponent !== undefined) return readFloat(all);
    if (whole.length - (whole.startsWith("-") ? 1 : 0) > maxIntegerDigits)
      return fail(`at most ${maxIntegerDigits} digits in an integer`, start);
    return BigInt(whole);
  };
  const list = (): PythonJson[] => {
    at++;
    const items: PythonJson[] = [];
    skipSpace();
    if (skip("]")) return items;
    for (;;) {
      items.push(value());
      skipSpace();
      if (skip("]")) return items;
      if (!skip(",")) return fail('"," or "]"');
      skipSpace();
    }
  };
  const object = (): PythonJsonObject => {
    at++;
    const entries: PythonJsonObject = new Map();
    skipSpace();
    if (skip("}")) return entries;
    for (;;) {
      if (text[at] !== '"') return fail("a name in double quotes");
      const key = string();
      skipSpace();
      if (!skip(":")) return fail('":" after a name');
      skipSpace();
      entries.set(key, value());
      skipSpace();
      if (skip("}")) return entries;
      if (!skip(",")) return fail('"," or "}"');
      skipSpace();
    }
  };
  const nested = <T>(read: () => T): T => {
    if (++depth > maxDepth) return fail(`at most ${maxDepth} levels of lists and objects`);
    const found = read();
    depth--;
    return found;
  };
  const value = (): PythonJson => {
    const first = text[at];
    if (first === '"') return string();
    if (first === "{") return nested(object);
    if (first === "[") return nested(list);
    if (first >= "0" && first <= "9") return number();
    const word = words.find(([spelling]) => text.startsWith(spelling, at));
    if (word === undefined) return number();
    at += word[0].length;
    return word[1];
  };

  skipSpace();
  const whole = value();
  skipSpace();
  if (at < text.length) fail("nothing after the value");
  return whole;
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
  value: PythonJson,
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
  const writeValue = (item: PythonJson, depth: number): void => {
    if (Array.isArray(item)) {
      writeItems(item, "[]", depth, (member) => writeValue(member, depth + 1));
    } else if (item instanceof Map) {
      const entries = sortKeys ? [...item].sort(([a], [b]) => compareText(a, b)) : item;
      writeItems(entries, "{}", depth, ([key, member]) => {
        write(quotedName(key));
        writeValue(member, depth + 1);
      });
    } else write(scalar(item));
  };
  writeValue(value, 0);
}

/** The text of {@link writePythonJson} in one piece. */
export function formatPythonJson(value: PythonJson, options: PythonJsonOptions = {}): string {
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
