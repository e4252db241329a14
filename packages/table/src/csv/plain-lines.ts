import { CellCode } from "../numbers/cell-code.js";
import { isMissingSpelling } from "../numbers/missing-values.js";
import { firstByteOf, LineEnd } from "./line-end.js";
import { CellForm } from "./row-tokenizer.js";

const LF = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const F = 0x46;
const T = 0x54;

/** More digits could overflow an integer type, and what that makes of a column is decided elsewhere. */
const mostDigits = 15;

/** Integers of at most so many characters never need a closer look. */
const shortInteger = 15;

/** What {@link scanPlainLine} finds of a line. */
export interface PlainLine {
  /** Per cell, what its bytes can be read as. */
  readonly codes: Uint8Array;
  /** Per cell, its place as {@link packCell} makes it; from `at` on. */
  places: Uint32Array;
  at: number;
  /** Per cell, 1 where it begins with a minus sign. */
  readonly signs: Uint8Array;
}

/** Where a cell's separator or line end stands, and its form, in one number: for lines of a segment below 512 MiB. */
export const packCell = (end: number, form: CellForm): number => end * 8 + form;

/**
 * Reads a line in one pass over its bytes if there is nothing unusual about it: as many cells as columns, plain numbers
 * of up to 15 digits before the point, True and False, text, quoted or not, missing values that are
 * empty cells, the line end that is expected after the last.
 * @param bytes with a line feed at or after `from`
 * @param textOnly per column, 1 where a text has been among the cells of the chunk, so that all of them are text
 * @param lineEnd how the line ends if it is plain: in CRLF, or LF
 * @returns where the next line begins; -1 for a line that has to be read otherwise
 */
export function scanPlainLine(
  bytes: Buffer,
  from: number,
  textOnly: Uint8Array,
  width: number,
  lineEnd: LineEnd,
  line: PlainLine,
): number {
  const { codes, places, signs } = line;
  let at = from;
  // A blank line is none, and one that begins with a space may be blank.
  if (bytes[at] <= SPACE) return -1;
  const lastEnd = firstByteOf(lineEnd);
  for (let i = 0; i < width; i++) {
    const end = i === width - 1 ? lastEnd : COMMA;
    const start = at;
    let form: CellForm = CellForm.plain;
    let code: CellCode = CellCode.text;
    signs[i] = 0;
    if (bytes[at] === end) code = CellCode.missing;
    else if (textOnly[i] === 1) {
      if (bytes[at] === QUOTE) {
        at = afterQuoted(bytes, at + 1);
        if (at < 0) return -1;
        if (isMissingSpelling(bytes, start + 1, at - 1)) return -1;
        // Whether it needs its quotes matters only where it is written, and then it is looked at once more.
        form = quotedForm;
      } else {
        // Letters and digits lie above all that could end a cell.
        while (bytes[at] > COMMA || isInnocent(bytes[at])) at++;
        if (isMissingSpelling(bytes, start, at)) return -1;
      }
    } else {
      const first = bytes[at];
      if (first === T || first === F) {
        at = afterBoolean(bytes, at);
        if (at < 0) return -1;
        code = CellCode.boolean;
      } else {
        const negative = first === MINUS;
        if (negative) {
          at++;
          signs[i] = 1;
        }
        const digitsStart = at;
        let nonzero = 0;
        let digit = bytes[at] - ZERO;
        while (digit >= 0 && digit <= 9) {
          nonzero |= digit;
          digit = bytes[++at] - ZERO;
        }
        const digits = at - digitsStart;
        if (digits === 0 || digits > mostDigits) return -1;
        if (bytes[at] === end) {
          // An integer knows no minus zero, a float does.
          if (at - start > shortInteger || (negative && nonzero === 0)) return -1;
          code = digits > 1 && bytes[digitsStart] === ZERO ? CellCode.looseInteger : CellCode.integer;
        } else {
          at = afterFraction(bytes, at);
          if (at < 0) return -1;
          code = CellCode.looseFloat;
        }
      }
    }
    if (bytes[at] !== end) return -1;
    codes[i] = code;
    places[line.at + i] = packCell(at, form);
    at++;
  }
  if (lineEnd === LineEnd.crlf && bytes[at++] !== LF) return -1;
  return at;
}

/** A byte that neither ends a cell nor needs a closer look, though it is below the comma. */
const isInnocent = (byte: number): boolean =>
  byte === SPACE || (byte > QUOTE && byte < COMMA) || byte === 0x21;

/** The form of the cell that {@link afterQuoted} met last. */
let quotedForm: CellForm = CellForm.plain;

/** So many bytes are looked at one by one; what follows them is found sooner by a search. */
const shortText = 32;

/** After the closing quote; -1 where there is none. A separator or line end has to follow. */
function afterQuoted(bytes: Buffer, from: number): number {
  let at = from;
  quotedForm = CellForm.needlesslyQuoted;
  for (;;) {
    const far = Math.min(at + shortText, bytes.length);
    while (at < far && bytes[at] !== QUOTE) at++;
    if (at === far) at = bytes.indexOf(QUOTE, at);
    if (at < 0 || at + 1 >= bytes.length) return -1;
    if (bytes[at + 1] !== QUOTE) return at + 1;
    quotedForm = CellForm.escaped;
    at += 2;
  }
}

/** After `True` or `False`; -1 for anything else. */
function afterBoolean(bytes: Uint8Array, at: number): number {
  const word = bytes[at] === T ? "True" : "False";
  for (let i = 1; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1;
  return at + word.length;
}

/** After a point with digits and an exponent of one or two digits, one of them or both; -1 for anything else. */
function afterFraction(bytes: Uint8Array, from: number): number {
  let at = from;
  if (bytes[at] === POINT) {
    const start = ++at;
    while (bytes[at] >= ZERO && bytes[at] <= 0x39) at++;
    if (at === start) return -1;
  }
  if ((bytes[at] | 0x20) === 0x65) {
    at++;
    if (bytes[at] === MINUS || bytes[at] === 0x2b) at++;
    const start = at;
    while (bytes[at] >= ZERO && bytes[at] <= 0x39) at++;
    if (at === start || at - start > 2) return -1;
  }
  return at;
}
