import { UserError } from "@mlebench/core";

/** CPython reads no longer ints (`sys.get_int_max_str_digits`). */
const maxIntegerDigits = 4300;

const numeral = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const hexadecimal = /[0-9a-fA-F]{4}/y;
const quotationMark = 0x22;
const backslash = 0x5c;
const space = 0x20;

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

/** A position in a JSON text, and the strings and numbers that Python's `json` reads from there. */
export class JsonScanner {
  /** Position of the next character. */
  at = 0;

  constructor(
    private readonly text: string,
    private readonly file: string | undefined,
    private readonly readFloat: (text: string) => number,
  ) {}

  /** @throws UserError always, with line and character of the position */
  fail(expected: string, position = this.at): never {
    const lines = this.text.slice(0, position).split("\n");
    const place = `line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1}`;
    const what = position < this.text.length ? "Invalid JSON" : "Unexpected end of JSON";
    throw new UserError(`${what}: ${place}`, { file: this.file, expected });
  }

  skipSpace(): void {
    let code = this.text.charCodeAt(this.at);
    while (code === space || code === 0x0a || code === 0x0d || code === 0x09)
      code = this.text.charCodeAt(++this.at);
  }

  /** Moves past a character; false if another one is next. */
  skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  /** Reads a string, from its opening quotation mark. */
  string(): string {
    const { text } = this;
    const start = this.at++;
    let value = "";
    for (let from = this.at; ; from = this.at) {
      let at = from;
      let code = text.charCodeAt(at);
      while (code >= space && code !== quotationMark && code !== backslash) code = text.charCodeAt(++at);
      this.at = at;
      const plain = text.slice(from, at);
      value = value === "" ? plain : value + plain;
      if (at >= text.length) return this.fail('a closing "', start);
      if (code < space)
        return this.fail("no control characters inside a string; write them as \\n, \\t or \\u…");
      this.at++;
      if (code === quotationMark) return value;
      value += this.escaped();
    }
  }

  /** Reads a number: an int, or a float if it has a point or an exponent. */
  number(): bigint | number {
    const { text } = this;
    const start = this.at;
    let end = start;
    for (let code = text.charCodeAt(end); code >= 0x30 && code <= 0x39; ) code = text.charCodeAt(++end);
    // A short count, by far the commonest number, needs no regular expression.
    if (end - start < 16 && end > start && text[start] !== "0" && !".eE".includes(text.charAt(end) || " ")) {
      this.at = end;
      return BigInt(Number(text.slice(start, end)));
    }
    const found = this.match(numeral);
    if (found === undefined) return this.fail("a value");
    const [all, integer, fraction, exponent] = found;
    if (fraction !== undefined || exponent !== undefined) return this.readFloat(all);
    if (integer.length - (integer.startsWith("-") ? 1 : 0) > maxIntegerDigits)
      return this.fail(`at most ${maxIntegerDigits} digits in an integer`, start);
    return BigInt(integer);
  }

  /** Reads what follows a backslash. */
  private escaped(): string {
    const start = this.at - 1;
    const letter = this.text[this.at++];
    if (letter === "u") {
      const digits = this.match(hexadecimal);
      if (digits === undefined) return this.fail("four hexadecimal digits after \\u", start);
      return String.fromCharCode(Number.parseInt(digits[0], 16));
    }
    return escapes[letter] ?? this.fail('one of " \\ / b f n r t u after a backslash', start);
  }

  /** Moves past what a sticky pattern matches here; undefined if it does not match. */
  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.at = pattern.lastIndex;
    return found;
  }
}
