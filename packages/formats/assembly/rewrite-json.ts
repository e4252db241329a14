// Rewriting JSON values as pandas writes what it reads, in AssemblyScript: `pnpm assembly` compiles it into
// src/json-rewriter-wasm.generated.ts. Without spaces, in ASCII, `/` as `\/`. What could change in any other way is
// refused: floats, integers beyond 64 bits, repeated names, lone surrogates, and whatever is not JSON.
//
// Memory, from `base()` on, is laid out by `json-rewriter.ts`.

/** What a value is. `json-rewriter.ts` has their names, in this order. */
const refused: u32 = 0;
const integer: u32 = 1;
const unsigned: u32 = 2;
const text: u32 = 3;
const numericText: u32 = 4;
const container: u32 = 5;
const word: u32 = 6;

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const SLASH: u32 = 0x2f;
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;
const MINUS: u32 = 0x2d;
const ZERO: u32 = 0x30;
const LETTER_U: u32 = 0x75;
const OPEN_BRACE: u32 = 0x7b;
const CLOSE_BRACE: u32 = 0x7d;
const OPEN_BRACKET: u32 = 0x5b;
const CLOSE_BRACKET: u32 = 0x5d;

/** Members of an object up to which equal names are looked for. */
const maxMembers: u32 = 64;
const maxDepth: u32 = 500;

/** Where the next byte is read. */
let at: usize = 0;
/** No byte of the text is there or behind it. */
let limit: usize = 0;
/** Where the next byte is written. */
let out: usize = 0;
let depth: u32 = 0;
/** Where the names of the objects that are open were written, each as its start and its end. */
let names: usize = 0;
let namesEnd: usize = 0;

/** Where memory is free, behind the places of names. */
export function base(): usize {
  names = (__heap_base + 7) & ~7;
  return names + <usize>(8 * maxMembers * (maxDepth + 1));
}

/**
 * Begins to read valid UTF-8.
 * @param to sixteen more bytes can be read from there, which are 0
 * @param output three times as many bytes as are read can be written there, and sixteen more
 */
export function start(from: usize, to: usize, output: usize): void {
  at = from;
  limit = to;
  out = output;
  depth = 0;
  namesEnd = names;
}

/** Where the next byte will be written. */
export function outputEnd(): usize {
  return out;
}

/** What is written next goes there. */
export function setOutputEnd(end: usize): void {
  out = end;
}

/** Moves past a character, and white space before it; false if another one is next. */
export function skip(code: u32): bool {
  skipSpace();
  if (load<u8>(at) !== code) return false;
  at++;
  return true;
}

/** Whether nothing but white space is left. */
export function isAtEnd(): bool {
  skipSpace();
  return at === limit;
}

function skipSpace(): void {
  let code: u32 = load<u8>(at);
  while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = load<u8>(++at);
}

function put(code: u32): void {
  store<u8>(out++, code);
}

/** Rewrites the next value. @returns what it is */
export function rewriteValue(): u32 {
  skipSpace();
  const code: u32 = load<u8>(at);
  if (code === QUOTE) {
    const kind = beginsNumber(load<u8>(at + 1)) ? numericText : text;
    return rewriteText() ? kind : refused;
  }
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    if (++depth > maxDepth) return refused;
    const isRewritten = code === OPEN_BRACE ? rewriteObject() : rewriteList();
    depth--;
    return isRewritten ? container : refused;
  }
  if (code === MINUS || isDigit(code)) return rewriteInteger();
  return rewriteWord() ? word : refused;
}

/** Whether text that begins so may be a number, infinite, not a number, or nothing: digits and spaces of any script, too. */
function beginsNumber(code: u32): bool {
  return (
    code >= 0x80 ||
    isDigit(code) ||
    code === QUOTE ||
    code === BACKSLASH ||
    code === 0x2b ||
    code === MINUS ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x20 ||
    (code | 0x20) === 0x69 ||
    (code | 0x20) === 0x6e
  );
}

function isDigit(code: u32): bool {
  return code - ZERO <= 9;
}

function rewriteList(): bool {
  at++;
  put(OPEN_BRACKET);
  if (!skip(CLOSE_BRACKET)) {
    for (;;) {
      if (rewriteValue() === refused) return false;
      if (skip(CLOSE_BRACKET)) break;
      if (!skip(COMMA)) return false;
      put(COMMA);
    }
  }
  put(CLOSE_BRACKET);
  return true;
}

function rewriteObject(): bool {
  at++;
  put(OPEN_BRACE);
  const before = namesEnd;
  if (!skip(CLOSE_BRACE)) {
    for (;;) {
      const from = out;
      if (!rewriteName() || !isNew(from, before)) return false;
      if (!skip(COLON)) return false;
      put(COLON);
      if (rewriteValue() === refused) return false;
      if (skip(CLOSE_BRACE)) break;
      if (!skip(COMMA)) return false;
      put(COMMA);
    }
  }
  namesEnd = before;
  put(CLOSE_BRACE);
  return true;
}

/** Whether the name that was just written is not one of the object's names since `before`. */
function isNew(from: usize, before: usize): bool {
  if (namesEnd - before >= <usize>(8 * maxMembers)) return false;
  const length = out - from;
  for (let name = before; name < namesEnd; name += 8) {
    const other = <usize>load<u32>(name);
    if (<usize>load<u32>(name, 4) - other === length && memory.compare(other, from, length) === 0)
      return false;
  }
  store<u32>(namesEnd, <u32>from);
  store<u32>(namesEnd, <u32>out, 4);
  namesEnd += 8;
  return true;
}

/** `unsigned` if it fits into 64 bits only without a sign. */
function rewriteInteger(): u32 {
  const from = at;
  const isNegative = load<u8>(from) === MINUS;
  const first = isNegative ? from + 1 : from;
  let end = first;
  let magnitude: u64 = 0;
  for (let code: u32 = load<u8>(end); isDigit(code); code = load<u8>(++end))
    magnitude = 10 * magnitude + <u64>(code - ZERO);
  const digits = end - first;
  const leading: u32 = load<u8>(first);
  if (digits === 0 || (leading === ZERO && (digits > 1 || isNegative))) return refused;
  // A point or an exponent makes it a float.
  const next: u32 = load<u8>(end);
  if (next === 0x2e || (next | 0x20) === 0x65) return refused;
  // A number of twenty digits that does not fit into 64 bits has become less than 10^19, the smallest of twenty.
  const hasTwenty = digits === 20;
  if (digits > 20 || (hasTwenty && (leading > ZERO + 1 || magnitude < 10_000_000_000_000_000_000)))
    return refused;
  const half: u64 = 1 << 63;
  if (isNegative && magnitude > half) return refused;
  for (; at < end; at++) put(load<u8>(at));
  return !isNegative && magnitude >= half ? unsigned : integer;
}

function rewriteWord(): bool {
  const code: u32 = load<u32>(at);
  // Four letters: "true", "null", "fals".
  if (code === 0x65757274 || code === 0x6c6c756e) {
    store<u32>(out, code);
    out += 4;
    at += 4;
    return true;
  }
  if (code !== 0x736c6166 || load<u8>(at, 4) !== 0x65) return false;
  store<u32>(out, code);
  store<u8>(out, 0x65, 4);
  out += 5;
  at += 5;
  return true;
}

/** Rewrites the name of a member; false if it is refused. */
export function rewriteName(): bool {
  skipSpace();
  return load<u8>(at) === QUOTE && rewriteText();
}

/** Rewrites a string, from its opening quotation mark. */
function rewriteText(): bool {
  put(QUOTE);
  at++;
  for (;;) {
    copyPlain();
    const code: u32 = load<u8>(at);
    if (code === SLASH) {
      put(BACKSLASH);
      put(SLASH);
      at++;
    } else if (code === QUOTE) break;
    else if (code >= 0x80) rewriteCharacter();
    // Else a control character, or the end.
    else if (code !== BACKSLASH || !rewriteEscape()) return false;
  }
  put(QUOTE);
  at++;
  return true;
}

const everyByte: u64 = 0x0101010101010101;

/** Copies ASCII characters that stand in a string as they are, eight at a time. */
function copyPlain(): void {
  for (;;) {
    const bytes = load<u64>(at);
    store<u64>(out, bytes);
    // The highest bit of a byte is set where it is not plain, or, behind such a one, perhaps where it is.
    const odd =
      ((bytes - everyByte * 0x20) |
        ((bytes ^ (everyByte * <u64>QUOTE)) - everyByte) |
        ((bytes ^ (everyByte * <u64>BACKSLASH)) - everyByte) |
        ((bytes ^ (everyByte * <u64>SLASH)) - everyByte) |
        bytes) &
      (everyByte * 0x80);
    if (odd !== 0) {
      const count = <usize>(ctz(odd) >> 3);
      at += count;
      out += count;
      return;
    }
    at += 8;
    out += 8;
  }
}

/** Rewrites a character that is not ASCII. */
function rewriteCharacter(): void {
  const code: u32 = load<u8>(at);
  if (code < 0xe0) {
    putUnit(((code & 0x1f) << 6) | following(1));
    at += 2;
  } else if (code < 0xf0) {
    putUnit(((code & 0x0f) << 12) | (following(1) << 6) | following(2));
    at += 3;
  } else {
    const point = ((code & 0x07) << 18) | (following(1) << 12) | (following(2) << 6) | following(3);
    putUnit(0xd7c0 + (point >> 10));
    putUnit(0xdc00 | (point & 0x3ff));
    at += 4;
  }
}

/** Six bits of a character that is not ASCII. */
function following(distance: usize): u32 {
  return <u32>load<u8>(at + distance) & 0x3f;
}

/** Writes `\u` and four digits. */
function putUnit(unit: u32): void {
  put(BACKSLASH);
  put(LETTER_U);
  for (let shift: i32 = 12; shift >= 0; shift -= 4) {
    const digit = (unit >> shift) & 15;
    put(digit < 10 ? ZERO + digit : 0x57 + digit);
  }
}

/** Rewrites a backslash and what follows it. */
function rewriteEscape(): bool {
  const letter: u32 = load<u8>(at + 1);
  at += 2;
  if (letter !== LETTER_U) {
    if (!isEscapeLetter(letter)) return false;
    put(BACKSLASH);
    put(letter);
    return true;
  }
  const unit = readUnit();
  if (unit === noUnit) return false;
  if (unit < 0xd800 || unit > 0xdfff) {
    putCharacter(unit);
    return true;
  }
  if (unit > 0xdbff || load<u8>(at) !== BACKSLASH || load<u8>(at, 1) !== LETTER_U) return false;
  at += 2;
  const low = readUnit();
  if (low < 0xdc00 || low > 0xdfff) return false;
  putUnit(unit);
  putUnit(low);
  return true;
}

/** Whether a letter has a meaning of its own after a backslash. */
function isEscapeLetter(letter: u32): bool {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true;
    default:
      return false;
  }
}

/** The letter that stands for a character after a backslash; 0 if none does. */
function letterOf(unit: u32): u32 {
  switch (unit) {
    case QUOTE:
    case BACKSLASH:
    case SLASH:
      return unit;
    case 0x08:
      return 0x62;
    case 0x0c:
      return 0x66;
    case 0x0a:
      return 0x6e;
    case 0x0d:
      return 0x72;
    case 0x09:
      return 0x74;
    default:
      return 0;
  }
}

function putCharacter(unit: u32): void {
  const letter = letterOf(unit);
  if (letter !== 0) {
    put(BACKSLASH);
    put(letter);
  } else if (unit < 0x20 || unit >= 0x80) putUnit(unit);
  else put(unit);
}

const noUnit: u32 = 0x10000;

/** Reads four hexadecimal digits. @returns `noUnit` if they are none */
function readUnit(): u32 {
  let unit: u32 = 0;
  for (let i = 0; i < 4; i++) {
    const code: u32 = load<u8>(at++);
    const letter = (code | 0x20) - 0x61;
    if (isDigit(code)) unit = 16 * unit + (code - ZERO);
    else if (letter < 6) unit = 16 * unit + 10 + letter;
    else return noUnit;
  }
  return unit;
}
