import { UserError } from "@mlebench/core";
import { readLines } from "@mlebench/disk";
import { type PythonJson, parsePythonJson } from "./python-json.js";

const quotationMark = 0x22;
const backslash = 0x5c;
const [comma, colon, space] = [0x2c, 0x3a, 0x20];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Some members of the object on each line, as Python's `json.loads` reads them. All others are skipped without being
 * parsed, so that gigabytes take seconds.
 * @param names the members to read; those that a line lacks are absent from its result
 * @throws UserError if a line is not a JSON object
 */
export function* readJsonLinesFields(
  path: string,
  names: readonly string[],
): Generator<ReadonlyMap<string, PythonJson>> {
  let row = 0;
  for (const line of readLines(path)) {
    row++;
    yield new LineReader(line, path, row).members(names);
  }
}

class LineReader {
  private at = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly file: string,
    private readonly row: number,
  ) {}

  members(names: readonly string[]): Map<string, PythonJson> {
    const found = new Map<string, PythonJson>();
    if (!this.skip(openBrace)) throw this.error();
    if (!this.skip(closeBrace)) {
      do {
        const name = this.parse(this.next());
        const isWanted = typeof name === "string" && names.includes(name);
        if (!this.skip(colon)) throw this.error();
        const value = this.next();
        if (isWanted) found.set(name, this.parse(value));
      } while (this.skip(comma));
      if (!this.skip(closeBrace)) throw this.error();
    }
    this.skipSpace();
    if (this.at < this.bytes.length) throw this.error();
    return found;
  }

  private error(cause?: unknown): UserError {
    return new UserError("Line is not a JSON object", { file: this.file, row: this.row, cause });
  }

  private parse(value: Buffer): PythonJson {
    try {
      return parsePythonJson(value.toString());
    } catch (error) {
      throw this.error(error);
    }
  }

  private skipSpace(): void {
    let code = this.bytes[this.at];
    while (code === space || code === 0x0a || code === 0x0d || code === 0x09) code = this.bytes[++this.at];
  }

  private skip(code: number): boolean {
    this.skipSpace();
    if (this.bytes[this.at] !== code) return false;
    this.at++;
    return true;
  }

  /** The bytes of the next value. */
  private next(): Buffer {
    this.skipSpace();
    const { bytes } = this;
    const start = this.at;
    let depth = 0;
    do {
      const code = bytes[this.at];
      if (this.at >= bytes.length) throw this.error();
      if (code === quotationMark) this.skipText();
      else if (code === openBrace || code === openBracket) {
        depth++;
        this.at++;
      } else if (code === closeBrace || code === closeBracket) {
        depth--;
        this.at++;
      } else if (depth > 0) this.at++;
      else this.skipWord();
    } while (depth > 0);
    if (depth < 0 || this.at === start) throw this.error();
    return bytes.subarray(start, this.at);
  }

  /** Moves past a string, from its opening quotation mark. */
  private skipText(): void {
    const { bytes } = this;
    for (let from = this.at + 1; ; ) {
      const end = bytes.indexOf(quotationMark, from);
      if (end === -1) throw this.error();
      let slashes = 0;
      while (bytes[end - 1 - slashes] === backslash) slashes++;
      from = end + 1;
      if (slashes % 2 === 1) continue;
      this.at = from;
      return;
    }
  }

  /** Moves past a number, `true`, `false`, or `null`. */
  private skipWord(): void {
    const { bytes } = this;
    let code = bytes[this.at];
    while (code > space && code !== comma && code !== colon && code !== closeBrace && code !== closeBracket)
      code = bytes[++this.at];
  }
}
