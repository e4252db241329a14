import { closeSync, openSync, readSync } from "node:fs";
import { UserError } from "@mlebench/core";

/** A reader that jumps farther than this is taken to jump about, and gets only what it asks for. */
const near = 1 << 17;
const windowBytes = 1 << 18;

/** Reads pieces of a file in any order; pieces close to each other are read together. */
export class RandomReader {
  private window = Buffer.alloc(windowBytes);
  private windowStart = 0;
  private windowEnd = 0;
  private last = 0;
  private descriptor: number | undefined;

  constructor(readonly file: string) {}

  /**
   * The bytes are overwritten by the next call.
   * @throws UserError if the file ends before
   */
  read(start: number, length: number): Buffer {
    if (start < this.windowStart || start + length > this.windowEnd) this.fill(start, length);
    this.last = start;
    const offset = start - this.windowStart;
    return this.window.subarray(offset, offset + length);
  }

  private fill(start: number, length: number): void {
    const isNear = Math.abs(start - this.last) < near;
    // Some of what is before, for pieces of a small neighborhood in any order.
    this.windowStart = isNear ? Math.max(0, start - (near >> 1)) : start;
    const wanted = isNear ? Math.max(windowBytes, start - this.windowStart + length) : length;
    if (wanted > this.window.length) this.window = Buffer.alloc(wanted);
    this.descriptor ??= openSync(this.file, "r");
    let count = 0;
    while (count < wanted) {
      const read = readSync(this.descriptor, this.window, count, wanted - count, this.windowStart + count);
      if (read === 0) break;
      count += read;
    }
    this.windowEnd = this.windowStart + count;
    if (this.windowEnd >= start + length) return;
    this.close();
    throw new UserError("Unexpected end of file", { file: this.file });
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
    this.windowEnd = this.windowStart;
  }
}
