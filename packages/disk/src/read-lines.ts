import { closeSync, openSync, readSync } from "node:fs";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export interface ReadLinesOptions {
  /** Whether lines have their ends, each of them `\n`; the last line of a file may have none. @default false */
  keepEnds?: boolean;
  /** Bytes read at a time. */
  blockBytes?: number;
}

/**
 * Lines of a file as bytes, split at `\n`, `\r\n`, and `\r` (Python's universal newlines). The bytes of a line are
 * overwritten when the next one is requested.
 */
export function* readLines(
  path: string,
  { keepEnds = false, blockBytes = 4 << 20 }: ReadLinesOptions = {},
): Generator<Buffer> {
  const descriptor = openSync(path, "r");
  try {
    let block = Buffer.alloc(blockBytes);
    let [start, scanned, end] = [0, 0, 0];
    for (let isAtEnd = false; ; ) {
      // The next of either, from `scanned` on: found once, and kept until it is behind.
      let [feed, carriage] = [-1, -1];
      while (scanned < end) {
        if (feed < scanned) feed = find(block, lineFeed, scanned, end);
        if (carriage < scanned) carriage = find(block, carriageReturn, scanned, end);
        scanned = Math.min(feed, carriage);
        if (scanned === end) break;
        // A line feed may follow in the next block.
        if (scanned === carriage && scanned + 1 === end && !isAtEnd) break;
        const isPair = scanned === carriage && feed === carriage + 1;
        block[scanned] = lineFeed;
        const line = block.subarray(start, keepEnds ? scanned + 1 : scanned);
        scanned += isPair ? 2 : 1;
        start = scanned;
        yield line;
      }
      if (isAtEnd) break;
      const space = end - start === block.length ? Buffer.alloc(2 * block.length) : block;
      block.copy(space, 0, start, end);
      block = space;
      [start, scanned, end] = [0, scanned - start, end - start];
      const count = readSync(descriptor, block, end, block.length - end, null);
      isAtEnd = count === 0;
      end += count;
    }
    if (start < end) yield block.subarray(start, end);
  } finally {
    closeSync(descriptor);
  }
}

/** Where a byte comes next before `end`, and `end` if nowhere. */
function find(block: Buffer, byte: number, from: number, end: number): number {
  const at = block.indexOf(byte, from);
  return at === -1 || at > end ? end : at;
}
