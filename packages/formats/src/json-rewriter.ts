/** What a value is, as far as it decides how pandas reads the column that it is in. */
export type JsonKind = "integer" | "unsigned" | "text" | "numeric-text" | "container" | "word";

const quotationMark = 0x22;
const backslash = 0x5c;
const slash = 0x2f;
const comma = 0x2c;
const colon = 0x3a;
const minus = 0x2d;
const zero = 0x30;
const letterU = 0x75;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Members of an object up to which equal names are looked for. */
const maxMembers = 64;
const maxDepth = 500;
/** Up to so many bytes, copying one by one is faster than a call. */
const shortRun = 48;
/** Integers of so many digits fit into 64 bits, with a sign. */
const safeDigits = 18;

const hexadecimal = Buffer.from("0123456789abcdef");
const words = ["true", "false", "null"].map((word) => Buffer.from(word));
/** Characters that mean the same after a backslash, and what they stand for. */
const shortEscapes = new Map(
  Array.from('"\\/bfnrt', (letter, i) => [letter.charCodeAt(0), '"\\/\b\f\n\r\t'.charCodeAt(i)]),
);
const escapeLetters = new Map([...shortEscapes].map(([letter, meaning]) => [meaning, letter]));

/** 1 for ASCII characters that stand in a string as they are. */
const isPlain = Uint8Array.from({ length: 256 }, (_, code) =>
  code >= 0x20 && code < 0x80 && code !== quotationMark && code !== backslash && code !== slash ? 1 : 0,
);
/** 1 for bytes after an opening quotation mark where the text may be a number, infinite, not a number, or nothing. */
const beginsNumber = new Uint8Array(256);
for (const letter of '"0123456789+-._ iInN\\') beginsNumber[letter.charCodeAt(0)] = 1;
// Digits and white space of other scripts.
beginsNumber.fill(1, 0x80);

/**
 * Rewrites JSON values, byte by byte, as pandas writes what it reads: without spaces, in ASCII, `/` as `\/`. It rewrites
 * only what cannot change in any other way, and refuses what can: floats, integers beyond 64 bits, repeated names, lone
 * surrogates, and whatever is not JSON.
 */
export class JsonRewriter {
  /** What was written, up to `length`. */
  out = Buffer.allocUnsafeSlow(1 << 16);
  length = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private depth = 0;
  /** Where the names of the objects that are open were written. */
  private readonly names: { from: number; to: number }[] = [];

  /** Begins to read valid UTF-8. `out` is large enough for all that can come of it. */
  start(bytes: Buffer): void {
    this.bytes = bytes;
    this.at = 0;
    this.depth = 0;
    this.names.length = 0;
    // The longest: two bytes of UTF-8 become six.
    const needed = this.length + 3 * bytes.length + 16;
    if (needed <= this.out.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.out.length));
    this.out.copy(larger, 0, 0, this.length);
    this.out = larger;
  }

  /** Moves past a character, and white space before it; false if another one is next. */
  skip(code: number): boolean {
    this.skipSpace();
    if (this.bytes[this.at] !== code) return false;
    this.at++;
    return true;
  }

  /** Whether nothing but white space is left. */
  isAtEnd(): boolean {
    this.skipSpace();
    return this.at === this.bytes.length;
  }

  private skipSpace(): void {
    let code = this.bytes[this.at];
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.bytes[++this.at];
  }

  private put(code: number): void {
    this.out[this.length++] = code;
  }

  /** Rewrites the next value. @returns undefined if it is refused */
  value(): JsonKind | undefined {
    this.skipSpace();
    const code = this.bytes[this.at];
    if (code === quotationMark) {
      const isNumeric = beginsNumber[this.bytes[this.at + 1]] === 1;
      if (!this.text()) return undefined;
      return isNumeric ? "numeric-text" : "text";
    }
    if (code === openBrace || code === openBracket) {
      if (++this.depth > maxDepth) return undefined;
      const isRewritten = code === openBrace ? this.object() : this.list();
      this.depth--;
      return isRewritten ? "container" : undefined;
    }
    if (code === minus || (code >= zero && code <= zero + 9)) return this.integer();
    return this.word() ? "word" : undefined;
  }

  private list(): boolean {
    this.at++;
    this.put(openBracket);
    if (this.skip(closeBracket)) {
      this.put(closeBracket);
      return true;
    }
    for (;;) {
      if (this.value() === undefined) return false;
      if (this.skip(closeBracket)) break;
      if (!this.skip(comma)) return false;
      this.put(comma);
    }
    this.put(closeBracket);
    return true;
  }

  private object(): boolean {
    this.at++;
    this.put(openBrace);
    const before = this.names.length;
    if (!this.skip(closeBrace)) {
      for (;;) {
        const from = this.length;
        if (!this.name() || !this.isNew(from, before)) return false;
        if (!this.skip(colon)) return false;
        this.put(colon);
        if (this.value() === undefined) return false;
        if (this.skip(closeBrace)) break;
        if (!this.skip(comma)) return false;
        this.put(comma);
      }
    }
    this.names.length = before;
    this.put(closeBrace);
    return true;
  }

  /** Whether the name that was just written is not one of the object's names since `before`. */
  private isNew(from: number, before: number): boolean {
    const { out, names, length: to } = this;
    if (names.length - before >= maxMembers) return false;
    for (let i = before; i < names.length; i++) {
      const other = names[i];
      if (other.to - other.from !== to - from) continue;
      let at = from;
      while (at < to && out[at] === out[other.from + at - from]) at++;
      if (at === to) return false;
    }
    names.push({ from, to });
    return true;
  }

  /** Rewrites an integer: `unsigned` if it fits into 64 bits only without a sign. */
  private integer(): "integer" | "unsigned" | undefined {
    const { bytes } = this;
    const start = this.at;
    let end = bytes[start] === minus ? start + 1 : start;
    const first = end;
    while (bytes[end] >= zero && bytes[end] <= zero + 9) end++;
    const digits = end - first;
    if (digits === 0 || (bytes[first] === zero && (digits > 1 || first > start))) return undefined;
    // A point or an exponent makes it a float.
    if (bytes[end] === 0x2e || bytes[end] === 0x65 || bytes[end] === 0x45) return undefined;
    let kind: "integer" | "unsigned" = "integer";
    if (digits > safeDigits) {
      const value =
        digits > 20 ? 2n ** 64n : BigInt(Buffer.from(bytes.subarray(start, end)).toString("latin1"));
      if (value >= 2n ** 64n || value < -(2n ** 63n)) return undefined;
      if (value >= 2n ** 63n) kind = "unsigned";
    }
    for (let at = start; at < end; at++) this.out[this.length++] = bytes[at];
    this.at = end;
    return kind;
  }

  private word(): boolean {
    const { bytes, at } = this;
    const word = words.find((candidate) => candidate.every((code, i) => bytes[at + i] === code));
    if (word === undefined) return false;
    for (const code of word) this.put(code);
    this.at += word.length;
    return true;
  }

  /** Rewrites the name of a member; false if it is refused. */
  name(): boolean {
    this.skipSpace();
    return this.bytes[this.at] === quotationMark && this.text();
  }

  /** Rewrites a string, from its opening quotation mark. */
  private text(): boolean {
    const { bytes, out } = this;
    out[this.length++] = quotationMark;
    let at = this.at + 1;
    let to = this.length;
    for (;;) {
      const from = at;
      while (isPlain[bytes[at]] === 1) at++;
      if (at - from > shortRun) {
        bytes.copy(out, to, from, at);
        to += at - from;
      } else for (let i = from; i < at; i++) out[to++] = bytes[i];
      const code = bytes[at];
      if (code === quotationMark) break;
      if (code >= 0x80) {
        this.length = to;
        at = this.unicode(at);
        to = this.length;
        continue;
      }
      if (code === slash) {
        out[to++] = backslash;
        out[to++] = slash;
        at++;
        continue;
      }
      // A control character, or the end.
      if (code !== backslash) return false;
      this.at = at + 1;
      this.length = to;
      if (!this.escape()) return false;
      at = this.at;
      to = this.length;
    }
    out[to++] = quotationMark;
    this.at = at + 1;
    this.length = to;
    return true;
  }

  /** Rewrites a character that is not ASCII. @returns where the next one is */
  private unicode(at: number): number {
    const { bytes } = this;
    const code = bytes[at];
    if (code < 0xe0) {
      this.unit(((code & 0x1f) << 6) | (bytes[at + 1] & 0x3f));
      return at + 2;
    }
    if (code < 0xf0) {
      this.unit(((code & 0x0f) << 12) | ((bytes[at + 1] & 0x3f) << 6) | (bytes[at + 2] & 0x3f));
      return at + 3;
    }
    const point =
      ((code & 0x07) << 18) |
      ((bytes[at + 1] & 0x3f) << 12) |
      ((bytes[at + 2] & 0x3f) << 6) |
      (bytes[at + 3] & 0x3f);
    this.unit(0xd7c0 + (point >> 10));
    this.unit(0xdc00 | (point & 0x3ff));
    return at + 4;
  }

  /** Writes `\u` and four digits. */
  private unit(unit: number): void {
    this.put(backslash);
    this.put(letterU);
    for (let shift = 12; shift >= 0; shift -= 4) this.put(hexadecimal[(unit >> shift) & 15]);
  }

  /** Rewrites what follows a backslash. */
  private escape(): boolean {
    const letter = this.bytes[this.at++];
    if (letter !== letterU) {
      const meaning = shortEscapes.get(letter);
      return meaning !== undefined && this.character(meaning);
    }
    const unit = this.hexadecimal();
    if (unit < 0) return false;
    if (unit < 0xd800 || unit > 0xdfff) return this.character(unit);
    if (unit > 0xdbff || this.bytes[this.at] !== backslash || this.bytes[this.at + 1] !== letterU)
      return false;
    this.at += 2;
    const low = this.hexadecimal();
    if (low < 0xdc00 || low > 0xdfff) return false;
    this.unit(unit);
    this.unit(low);
    return true;
  }

  private character(unit: number): boolean {
    const letter = escapeLetters.get(unit);
    if (letter !== undefined) {
      this.put(backslash);
      this.put(letter);
    } else if (unit < 0x20 || unit >= 0x80) this.unit(unit);
    else this.put(unit);
    return true;
  }

  /** Reads four hexadecimal digits; negative if they are none. */
  private hexadecimal(): number {
    let unit = 0;
    for (let i = 0; i < 4; i++) {
      const code = this.bytes[this.at++] | 0x20;
      const digit =
        code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
      if (digit < 0) return -1;
      unit = 16 * unit + digit;
    }
    return unit;
  }
}
