import type { RowCells } from "./row-tokenizer.js";

const LF = 0x0a;
const CR = 0x0d;

/** How a line ends: the bytes that this takes, for the ends that all lines of most files have. */
export const LineEnd = {
  /** A CR alone, or the end of the file. */
  other: 0,
  lf: 1,
  crlf: 2,
} as const;
export type LineEnd = (typeof LineEnd)[keyof typeof LineEnd];

/** How the line ends that was split last. */
export function lineEndOf(bytes: Uint8Array, { textEnd, next }: RowCells): LineEnd {
  if (next - textEnd === 2) return LineEnd.crlf;
  return next > textEnd && bytes[textEnd] === LF ? LineEnd.lf : LineEnd.other;
}

/** The byte after the last cell of a line that ends in LF or CRLF. */
export const firstByteOf = (lineEnd: LineEnd): number => (lineEnd === LineEnd.crlf ? CR : LF);

/**
 * Ends the last line of a file, where it does not end in LF, as the others do.
 * @param bytes with space for two more
 * @returns where the bytes end then
 */
export function endLastLine(bytes: Uint8Array, filled: number, lineEnd: LineEnd): number {
  let at = filled;
  if (bytes[at - 1] === LF) return at;
  if (lineEnd === LineEnd.crlf) bytes[at++] = CR;
  bytes[at++] = LF;
  return at;
}
