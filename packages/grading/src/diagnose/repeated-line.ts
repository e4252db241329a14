import { closeSync, openSync, readSync } from "node:fs";

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
    const chunk = Buffer.alloc(chunkBytes);
    let kept = 0;
    let read = 0;
    let lines = 1;
    while (read < mostBytes) {
      const count = readSync(file, chunk, kept, chunk.length - kept, null);
      if (count === 0) return undefined;
      read += count;
      const end = kept + count;
      const isLast = end < chunk.length;
      for (let at = chunk.indexOf(wanted); at !== -1 && at < end; at = chunk.indexOf(wanted, at + 1)) {
        const next = at + wanted.length;
        if (next > end || (next === end && !isLast)) break;
        const begins = at > 0 && isLineEnd(chunk[at - 1]);
        const ends = next === end || isLineEnd(chunk[next]);
        const found = lines + countLines(chunk, 0, at);
        if (begins && ends && found > after) return found;
      }
      // The line may begin in this chunk and end in the next one; the byte before it says whether it begins there.
      const from = Math.max(0, end - wanted.length - 2);
      lines += countLines(chunk, 0, from);
      chunk.copyWithin(0, from, end);
      kept = end - from;
      chunk.fill(0, kept);
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
