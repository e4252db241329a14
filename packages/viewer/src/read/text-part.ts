import { stripVTControlCharacters } from "node:util";
import { printable } from "@mlebench/core";
import { withFile } from "./safe-file.js";

/** A part of a file as text, from one line's beginning to another's end where lines are not longer than the part. */
export interface TextPart {
  /** Where it begins and ends in the file, in bytes. */
  readonly start: number;
  readonly end: number;
  readonly size: number;
  /** Without sequences that act on a terminal; other control characters are written as `\u001b`. */
  readonly text: string;
  /** Whether the part looks like no text; then there is none. */
  readonly isBinary: boolean;
}

/** How much of a file is shown at once. */
export const partBytes = 128 * 1024;

/**
 * A part of a file, read without the rest.
 * @param at offset in bytes from which on lines are shown; undefined for the end of the file
 */
export function readPart(
  root: string,
  path: string,
  at: number | undefined,
  length = partBytes,
): TextPart | undefined {
  return withFile(root, path, ({ stats: { size }, read }) => {
    const wanted = Math.max(0, Math.min(at ?? size - length, size));
    // The byte before shows whether a line begins here.
    const from = Math.max(0, wanted - 1);
    const bytes = read(from, length + (wanted - from));
    const first = from === wanted ? 0 : beginning(bytes);
    const isLast = from + bytes.length >= size;
    const last = isLast ? bytes.length : ending(bytes, first);
    const shown = bytes.subarray(first, last);
    const isBinary = looksBinary(shown.subarray(0, 8192));
    return {
      start: from + first,
      end: from + last,
      size,
      text: isBinary ? "" : shownText(shown.toString("utf8")),
      isBinary,
    };
  });
}

/** One zero hides no log: only where there are many is it no text. */
function looksBinary(sample: Buffer): boolean {
  const zeros = sample.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  return zeros > sample.length / 20;
}

/** Text of an agent as a page or a terminal can show it. */
export function shownText(text: string): string {
  return printable(stripVTControlCharacters(text).replace(/\r\n?/g, "\n"));
}

/** Where the first line begins in bytes that start with the one before; within one that is too long, a character. */
function beginning(bytes: Buffer): number {
  const end = bytes.indexOf(10);
  if (end !== -1 && end < bytes.length - 1) return end + 1;
  let at = Math.min(1, bytes.length);
  while (at < bytes.length && (bytes[at] & 0xc0) === 0x80) at++;
  return at;
}

/** Where the last complete line ends; within one that is too long, a character. */
function ending(bytes: Buffer, first: number): number {
  const end = bytes.lastIndexOf(10);
  if (end >= first && end !== -1) return end + 1;
  let at = bytes.length;
  while (at > first + 1 && (bytes[at - 1] & 0xc0) === 0x80) at--;
  return at > first + 1 && bytes[at - 1] >= 0xc0 ? at - 1 : bytes.length;
}
