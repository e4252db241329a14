import { asciiDigit, isPythonWhitespace } from "../segmentation/python-integers.js";

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^([+-]?)[iI][nN][fF](?:[iI][nN][iI][tT][yY])?$/;
const notANumber = /^[+-]?[nN][aA][nN]$/;

/**
 * The value that Python's `float()` gives a text; undefined where it raises. White space around the number, digits of
 * any script, single underscores between digits, `inf`, `infinity` and `nan` in any case are numbers to Python; empty
 * text and hexadecimal notation are not. Numbers too large for a double are infinite.
 */
export function parsePythonFloat(text: string): number | undefined {
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
