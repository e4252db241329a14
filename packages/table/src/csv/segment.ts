import { closeSync, openSync, readSync } from "node:fs";

/** A run of complete lines of the file. */
export interface Segment {
  /** Undefined for a file larger than the memory limit: read again when needed. */
  bytes: Buffer | undefined;
  /** Where the segment is in the file. */
  position: number;
  length: number;
  firstRow: number;
  /** Start of each row within the segment, and the segment's length at the end. */
  starts: Uint32Array;
  ascii: boolean;
  hasNul: boolean;
  /** Every line has all cells, ends in LF, and the next one follows at once, so that its bytes can be copied unread. */
  regular: boolean;
  /**
   * Where each cell ends, row by row, as `packCell` makes it; undefined where they are not kept, and where a line has
   * other than as many cells as columns.
   */
  places: Uint32Array | undefined;
}

/** The bytes of a segment that were not kept in memory. */
export function readSegment(file: string, position: number, length: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow(length);
    readFully(descriptor, bytes, 0, length, position);
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Reads until `length` bytes are there or the file ends. */
export function readFully(
  descriptor: number,
  target: Buffer,
  offset: number,
  length: number,
  position: number,
): number {
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, target, offset + done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
