import { asciiDigit, isPythonWhitespace } from "../segmentation/python-integers.js";

const plus = 43;
const minus = 45;
const dot = 46;
const zero = 48;
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^([+-]?)[iI][nN][fF](?:[iI][nN][iI][tT][yY])?$/;
const notANumber = /^[+-]?[nN][aA][nN]$/;

/**
 * The value that Python's `float()` gives a text; undefined where it raises. White space around the number, digits of
 * any script, single underscores between digits, `inf`, `infinity` and `nan` in any case are numbers to Python; empty
 * text and hexadecimal notation are not. Numbers too large for a double are infinite.
 * @param text the number is between `start` and `end` of it
 */
export function parsePythonFloat(text: string, start = 0, end = text.length): number | undefined {
  const value = plainDecimal(text, start, end);
  return Number.isNaN(value) ? parseExactly(text.slice(start, end)) : value;
}

/** Every power of ten up to this one is a double. */
const maxPlainDigits = 15;
const powersOfTen = Float64Array.from({ length: maxPlainDigits + 1 }, (_, power) => Number(`1e${power}`));

/**
 * The value of a decimal number without exponent of at most 15 digits, NaN for all else. Such digits are an integer that
 * a double holds, so that dividing it by a power of ten rounds once, as reading the number does.
 */
function plainDecimal(text: string, start: number, end: number): number {
  let at = start;
  const first = text.charCodeAt(at);
  if (first === minus || first === plus) at++;
  let value = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - zero;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
    } else if (digit === dot - zero && point < 0) {
      point = digits;
    } else {
      return Number.NaN;
    }
  }
  if (digits === 0 || digits > maxPlainDigits) return Number.NaN;
  if (point >= 0) value /= powersOfTen[digits - point];
  return first === minus ? -value : value;
}

function parseExactly(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  const plain = toAscii(text);
  if (plain === undefined) return undefined;
  if (decimal.test(plain)) return Number(plain);
  const infinite = infinity.exec(plain);
  if (infinite !== null) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return notANumber.test(plain) ? Number.NaN : undefined;
}

/** The text without surrounding space and underscores between digits, other scripts' digits replaced. */
function toAscii(text: string): string | undefined {
  const characters = Array.from(text, (character) =>
    /\p{Nd}/u.test(character) ? asciiDigit(character) : character,
  );
  let start = 0;
  let end = characters.length;
  while (start < end && isStripped(characters[start])) start++;
  while (end > start && isStripped(characters[end - 1])) end--;
  const joined = characters
    .slice(start, end)
    .join("")
    .replace(/(?<=\d)_(?=\d)/g, "");
  return joined.includes("_") ? undefined : joined;
}

/** `float()` leaves the four separators alone that other functions of Python count as white space. */
function isStripped(character: string): boolean {
  return isPythonWhitespace(character) && !(character >= "\x1c" && character <= "\x1f");
}
