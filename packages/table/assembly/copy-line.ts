// Writing a line of CSV with some of its cells, in one walk over its bytes, in AssemblyScript: `pnpm assembly` compiles
// it into src/csv/large/copy-line-wasm.generated.ts. Whatever is not as plain as is expected here is left to
// `write-row.ts`.
//
// Memory, from `base()` on, is laid out by `line-copier.ts`.

import { closingQuote, isMissingSpelling, needsQuotes, setSpellings } from "./text";

export { base } from "./text";

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const QUOTE: u32 = 0x22;
const COMMA: u32 = 0x2c;

/** How a cell is written that has to stand in quotes, and must not be missing. */
const quotedText: u32 = 2;

// Set by `begin`.
let lastCell: u32 = 0;
let hasAllCells: bool = true;
let separator: u32 = COMMA;
let kept: usize = 0;
let texts: usize = 0;
let textsLength: usize = 0;
let outputEnd: usize = 0;

/**
 * @param count so many cells are looked at, the last of which is written
 * @param isAll whether lines have no more cells
 * @param spellingsAt see `setSpellings`
 * @param keptAt a byte for each cell: 0 for one that is not written, 1 or `quotedText` for one that is
 * @param textsAt what is written before each of them and after the last, each as two 32-bit integers: where it is, and
 * its length
 * @param lengthOfTexts of all of them
 * @param end where the memory for output ends; 16 more bytes can be written to
 */
export function begin(
  count: u32,
  isAll: bool,
  separatorByte: u32,
  spellingsAt: usize,
  spellingsEnd: usize,
  keptAt: usize,
  textsAt: usize,
  lengthOfTexts: usize,
  end: usize,
): void {
  lastCell = count - 1;
  hasAllCells = isAll;
  separator = separatorByte;
  setSpellings(spellingsAt, spellingsEnd);
  kept = keptAt;
  texts = textsAt;
  textsLength = lengthOfTexts;
  outputEnd = end;
}

/**
 * Writes a line again.
 * @param to no byte of the line is there or behind it; 16 more can be read
 * @param isAltered whether cells may print otherwise than they stand there, which then are all text
 * @returns where the output ends; 0 for a line that has to be written otherwise, and where there is no space for it
 */
export function copyLine(from: usize, to: usize, output: usize, isAltered: bool): usize {
  if (output + (to - from) + textsLength > outputEnd) return 0;
  let at = from;
  let out = output;
  let text = texts;
  for (let i: u32 = 0; i <= lastCell; i++) {
    const keep: u32 = load<u8>(kept + i);
    let start = at;
    let end: usize = 0;
    if (load<u8>(at) === QUOTE) {
      at = closingQuote(at + 1, to, separator) + 1;
      end = at;
      if (keep === quotedText) {
        if (end - start > 2 && isMissingSpelling(start + 1, end - start - 2)) return 0;
      } else if (isAltered && !needsQuotes) {
        start++;
        end--;
      }
    } else {
      if (keep === quotedText) return 0;
      at = endOfPlain(at, to);
      end = at;
    }
    if (at >= to) return 0;
    const byte: u32 = load<u8>(at);
    if (i === lastCell && hasAllCells ? !endsLine(byte, at, to) : byte !== separator) return 0;
    if (keep !== 0) {
      out = append(out, load<u32>(text), load<u32>(text, 4));
      text += 8;
      const length = end - start;
      if (length > 0 && !(isAltered && isMissingSpelling(start, length))) out = append(out, start, length);
    }
    at++;
  }
  return append(out, load<u32>(text), load<u32>(text, 4));
}

function endsLine(byte: u32, at: usize, to: usize): bool {
  return byte === LF || (byte === CR && at + 1 < to && load<u8>(at + 1) === LF);
}

/** Where a cell without quotes ends, or what is not plain in it is. */
function endOfPlain(from: usize, to: usize): usize {
  let at = from;
  while (at < to) {
    const byte: u32 = load<u8>(at);
    // Letters and digits lie above all that could end a cell.
    if (byte <= COMMA && (byte === separator || byte === LF || byte === CR || byte === QUOTE)) break;
    at++;
  }
  return at;
}

/** So many bytes are copied eight at a time, and up to seven that are written again. */
const shortLength: usize = 64;

function append(output: usize, from: usize, length: usize): usize {
  if (length > shortLength) memory.copy(output, from, length);
  else for (let i: usize = 0; i < length; i += 8) store<u64>(output + i, load<u64>(from + i));
  return output + length;
}
