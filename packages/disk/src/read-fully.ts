import { readSync } from "node:fs";

/** Systems read at most 2 GB at a time. */
const mostBytes = 1 << 30;

/**
 * Reads from a file until `length` bytes are there or the file ends.
 * @param offset where in `target` the bytes go
 * @param position where in the file they are
 * @returns how many there were
 */
export function readFully(
  descriptor: number,
  target: Uint8Array,
  offset: number,
  length: number,
  position: number,
): number {
  let done = 0;
  while (done < length) {
    const count = readSync(
      descriptor,
      target,
      offset + done,
      Math.min(length - done, mostBytes),
      position + done,
    );
    if (count === 0) break;
    done += count;
  }
  return done;
}
