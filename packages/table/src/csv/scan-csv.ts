import { closeSync, fstatSync, openSync } from "node:fs";
import { readFully } from "@mlebench/disk";
import { memoryShare } from "@mlebench/disk/worker-pool";
import type { CsvSourceOptions, CsvTextOptions } from "./csv-options.js";
import { CsvScanner, maxLineLength } from "./csv-scanner.js";
import type { CsvSource } from "./csv-source.js";
import { scanLargeFile } from "./large/scan-large.js";

const defaultSegmentSize = 32 * 2 ** 20;

/**
 * Reads a CSV file once. What it holds in memory grows with the bytes of the file, however many columns short lines
 * leave empty.
 * @throws CsvError when pandas would refuse it
 */
export function scanCsvFile(file: string, options: CsvSourceOptions = {}): CsvSource | undefined {
  const large = options.places ? undefined : scanLargeFile(file, options);
  if (large !== undefined) return large;
  const descriptor = openSync(file, "r");
  try {
    const size = fstatSync(descriptor).size;
    const memory = options.memory ?? memoryShare() / 2;
    const scanner = new CsvScanner(file, options);
    const retain = size <= memory;
    const segmentSize = options.segmentSize ?? defaultSegmentSize;
    let position = 0;
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const remaining = size - position - rest.length;
      // One byte more than the longest line has shows that a line is longer.
      const wanted = Math.min(
        remaining,
        Math.max(segmentSize, rest.length),
        Math.max(1, maxLineLength + 1 - rest.length),
      );
      const buffer = Buffer.allocUnsafeSlow(rest.length + wanted);
      rest.copy(buffer);
      const count = readFully(descriptor, buffer, rest.length, wanted, position + rest.length);
      const filled = buffer.subarray(0, rest.length + count);
      const last = position + filled.length >= size || count < wanted;
      // An incomplete line is not scanned again before its end has been read.
      const goesOn = !last && rest.length > 0 && !hasLineEnd(filled.subarray(rest.length));
      const used = goesOn ? 0 : scanner.feed(filled, position, last, retain);
      if (last) break;
      if (filled.length - used > maxLineLength) throw scanner.tooLong();
      rest = used === 0 ? filled : Buffer.from(filled.subarray(used));
      position += used;
    }
    return scanner.finish();
  } finally {
    closeSync(descriptor);
  }
}

const LF = 0x0a;
const CR = 0x0d;

function hasLineEnd(bytes: Buffer): boolean {
  return bytes.includes(LF) || bytes.includes(CR);
}

/** The same for bytes in memory. */
export function scanCsvBytes(bytes: Uint8Array, options: CsvTextOptions = {}): CsvSource | undefined {
  const scanner = new CsvScanner(undefined, options);
  scanner.feed(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, true, true);
  return scanner.finish();
}
