/** Python's decimal integer literal for `int()`: digits of any script, single underscores between digits. */
const integer = /^[+-]?\p{Nd}(?:_?\p{Nd})*$/u;
/** So few digits that a double holds them. */
const plainInteger = /^-?[0-9]{1,15}$/;
const decimalDigit = /\p{Nd}/u;

/** CPython refuses to convert text with more digits than this. */
const maximumDigits = 4300;

/** Splits on white space as Python's `str.split()` does. */
export function splitLikePython(text: string): string[] {
  const tokens: string[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && !isPythonWhitespace(text[i])) continue;
    if (i > start) tokens.push(text.slice(start, i));
    start = i + 1;
  }
  return tokens;
}

/** The value that Python's `int()` gives a token without white space; undefined where it raises. */
export function parsePythonInteger(token: string): bigint | undefined {
  if (plainInteger.test(token)) return BigInt(Number(token));
  if (!integer.test(token)) return undefined;
  let digits = "";
  for (const character of token.replace(/[+_-]/g, "")) digits += asciiDigit(character);
  if (digits.length > maximumDigits) return undefined;
  const magnitude = BigInt(digits);
  return token.startsWith("-") ? -magnitude : magnitude;
}

/** Python counts four separators and "next line" as white space, and not the byte order mark. */
export function isPythonWhitespace(character: string): boolean {
  if (character === "\ufeff") return false;
  return /\s/.test(character) || (character >= "\x1c" && character <= "\x1f") || character === "\x85";
}

/** Unicode encodes the ten digits of a script in a row, so a digit's value is its distance from the row's start. */
export function asciiDigit(character: string): string {
  if (character >= "0" && character <= "9") return character;
  const codePoint = character.codePointAt(0) as number;
  let first = codePoint;
  while (decimalDigit.test(String.fromCodePoint(first - 1))) first--;
  return String((codePoint - first) % 10);
}
