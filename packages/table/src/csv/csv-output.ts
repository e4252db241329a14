import { MINUS, POINT, ZERO } from "../numbers/characters.js";
import { longestFloat, writeFloat } from "../numbers/shortest-float.js";
import { mostDigits, writeDigits } from "../numbers/write-digits.js";
import type { CsvDialect } from "./csv-options.js";
import { separatorByte } from "./row-tokenizer.js";

const QUOTE = 0x22;
const LF = 0x0a;
/** Where finished bytes go. */
type Flush = (bytes: Buffer) => void;

/** An output buffer that hands its bytes over whenever it is full, or, with nothing to hand them to, grows. */
export class CsvOutput {
  private bytes = Buffer.allocUnsafeSlow(1 << 20);
  private length = 0;
  private flushed = 0;
  /** The byte between cells. */
  readonly separatorByte: number;

  constructor(
    private readonly flush: Flush | undefined,
    readonly dialect: CsvDialect,
  ) {
    this.separatorByte = separatorByte(dialect.separator);
  }

  /** Bytes taken so far. */
  get written(): number {
    return this.flushed + this.length;
  }

  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    if (this.flush === undefined) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.length + count));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
      return;
    }
    this.drain();
    if (count > this.bytes.length) this.bytes = Buffer.allocUnsafeSlow(count * 2);
  }

  /** What was written since the last call, if it is not handed over; in a buffer that is written again. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  drain(): void {
    if (this.length > 0) this.flush?.(this.bytes.subarray(0, this.length));
    this.flushed += this.length;
    this.length = 0;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  copy(source: Buffer, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    if (count < 48) {
      const { bytes } = this;
      let at = this.length;
      for (let i = start; i < end; i++) bytes[at++] = source[i];
    } else source.copy(this.bytes, this.length, start, end);
    this.length += count;
  }

  /** An integer from 0 to {@link maxInt32}. */
  digits(value: number): void {
    this.reserve(mostDigits);
    this.length = writeDigits(value, this.bytes, this.length);
  }

  /** A decimal: `digits`, an integer below 10^15, with the point before the last so many of them. */
  decimal(isNegative: boolean, digits: number, decimals: number): void {
    this.reserve(40);
    if (isNegative) this.bytes[this.length++] = MINUS;
    let length = 1;
    for (let power = 10; power <= digits; power *= 10) length++;
    if (length <= decimals) length = decimals + 1;
    if (decimals > 0) length++;
    const start = this.length;
    const point = decimals > 0 ? start + length - 1 - decimals : -1;
    this.length += length;
    // Nine digits at a time are cheap to divide.
    let high = Math.floor(digits / 1e9);
    let low = (digits - high * 1e9) | 0;
    let inLow = 9;
    for (let at = this.length - 1; at >= start; at--) {
      if (at === point) {
        this.bytes[at] = POINT;
        continue;
      }
      if (inLow === 0) {
        low = high | 0;
        high = 0;
      }
      inLow--;
      const tenth = (low / 10) | 0;
      this.bytes[at] = ZERO + low - tenth * 10;
      low = tenth;
    }
  }

  /** A double as Python prints it. */
  float(value: number): void {
    this.reserve(longestFloat);
    this.length = writeFloat(value, this.bytes, this.length);
  }

  /** Text that needs no quoting. */
  ascii(text: string): void {
    this.reserve(text.length);
    this.length += this.bytes.write(text, this.length, "latin1");
  }

  /** Text, quoted where Python's csv module would. */
  text(text: string): void {
    const isQuoted = this.dialect.quoting === "nonnumeric" || needsQuotes(text, this.separatorByte);
    if (!isQuoted) {
      this.unquoted(text);
      return;
    }
    this.byte(QUOTE);
    this.unquoted(text.includes('"') ? text.replaceAll('"', '""') : text);
    this.byte(QUOTE);
  }

  private unquoted(text: string): void {
    this.reserve(text.length * 3);
    if (text.length < 48) {
      const { bytes } = this;
      let at = this.length;
      for (let i = 0; ; i++) {
        if (i === text.length) {
          this.length = at;
          return;
        }
        const code = text.charCodeAt(i);
        if (code >= 0x80) break;
        bytes[at++] = code;
      }
    }
    this.length += this.bytes.write(text, this.length, "utf8");
  }
}

/** Python 3.11's csv module, minimal quoting with `\n` lines: a separator, a quote or a line feed; not a carriage return. */
export function needsQuotes(text: string, separator: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === separator || code === QUOTE || code === LF) return true;
  }
  return false;
}

export function bytesNeedQuotes(bytes: Uint8Array, start: number, end: number, separator: number): boolean {
  for (let i = start; i < end; i++)
    if (bytes[i] === separator || bytes[i] === QUOTE || bytes[i] === LF) return true;
  return false;
}
