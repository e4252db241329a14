import { closeSync, fstatSync, openSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { readFully } from "@mlebench/disk";
import type { LineEnd } from "./line-end.js";

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
  /**
   * How all lines end, where each has all cells and the next one follows at once, so that its bytes can be copied unread;
   * `other` for a segment with any other line.
   */
  lineEnd: LineEnd;
  /**
   * Where each cell ends, row by row, as `packCell` makes it; undefined where they are not kept, and where a line has
   * other than as many cells as columns.
   */
  places: Uint32Array | undefined;
}

/** What shows whether a file is still the one that was scanned. */
export interface FileVersion {
  size: number;
  /** Milliseconds since the epoch. */
  modified: number;
}

/**
 * Reads the bytes of a segment that were not kept in memory.
 * @returns `target`
 * @throws UserError when the file has changed
 */
export function readSegment(file: string, position: number, target: Buffer, version?: FileVersion): Buffer {
  withFile(file, version, (descriptor) => {
    readFully(descriptor, target, 0, target.length, position);
  });
  return target;
}

/**
 * The same for some lines of a segment, in ascending order, each to its place.
 * @throws UserError when the file has changed
 */
export function readLines(
  file: string,
  position: number,
  target: Buffer,
  version: FileVersion | undefined,
  { starts, lines }: { starts: Uint32Array; lines: Uint32Array },
): void {
  withFile(file, version, (descriptor) => {
    for (let i = 0; i < lines.length; ) {
      const first = lines[i];
      let last = first;
      // Neighbors come at once, and a repeated line once.
      while (i < lines.length && lines[i] <= last + 1) last = lines[i++];
      const start = starts[first];
      readFully(descriptor, target, start, starts[last + 1] - start, position + start);
    }
  });
}

function withFile(file: string, version: FileVersion | undefined, use: (descriptor: number) => void): void {
  const descriptor = openSync(file, "r");
  try {
    requireVersion(descriptor, file, version);
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws UserError when an open file is not the one that was scanned */
export function requireVersion(descriptor: number, file: string, version: FileVersion | undefined): void {
  if (version === undefined) return;
  const { size, mtimeMs } = fstatSync(descriptor);
  if (size === version.size && mtimeMs === version.modified) return;
  throw new UserError("The file changed while it was read", { file, hint: "Run the command again." });
}
