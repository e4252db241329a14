import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const chunkBytes = 1 << 22;
/** More of a file is not searched. */
const mostBytes = 1 << 28;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds where a line occurs once more in a file: the number of that line, counted from 1; undefined when it does not
 * within the first 256 MiB.
 * @param after number of the line at which it stands the first time
 */
export function findRepeatedLine(path: string, line: string, after: number): number | undefined {
  const wanted = Buffer.from(line);
  if (wanted.length === 0 || wanted.length >= chunkBytes / 2) return undefined;
  const file = openSync(path, "r");
  try {
    // One byte more than a small file: a chunk that is not full is the last.
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, fstatSync(file).size + 1));
    let kept = 0;
    let read = 0;
    let lines = 1;
    while (read < mostBytes) {
      const count = readSync(file, chunk, kept, chunk.length - kept, null);
      if (count === 0) return undefined;
      read += count;
      const end = kept + count;
      const filled = chunk.subarray(0, end);
      const isLast = end < chunk.length;
      for (let at = filled.indexOf(wanted); at !== -1; at = filled.indexOf(wanted, at + 1)) {
        const next = at + wanted.length;
        if (next === end && !isLast) break;
        const begins = at > 0 && isLineEnd(filled[at - 1]);
        const ends = next === end || isLineEnd(filled[next]);
        const found = lines + countLines(filled, 0, at);
        if (begins && ends && found > after) return found;
      }
      // The line may begin in this chunk and end in the next one; the byte before it says whether it begins there.
      const from = Math.max(0, end - wanted.length - 2);
      lines += countLines(filled, 0, from);
      chunk.copyWithin(0, from, end);
      kept = end - from;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

const isLineEnd = (byte: number): boolean => byte === LF || byte === CR;

/** Ends of lines within a range: LF, CRLF once, and CR alone. */
function countLines(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count++;
  }
  return count;
}
