import type { FileHandle } from "node:fs/promises";
import { centralHeader, endOfCentralDirectory, type ZipRecord } from "./zip-format.js";

/** Pieces are written to the disk once there are so many bytes of them. */
const flushSize = 1 << 20;

/** A zip file while it is written. */
export interface Sink {
  position: () => number;
  append: (data: Uint8Array) => Promise<void>;
  /** Overwrites bytes appended earlier. */
  replace: (position: number, data: Uint8Array) => Promise<void>;
  flush: () => Promise<void>;
}

/** Collects small pieces into large writes. */
export function createSink(output: FileHandle): Sink {
  let written = 0;
  let pending: Uint8Array[] = [];
  let pendingLength = 0;
  const flush = async () => {
    const data = pending.length === 1 ? pending[0] : Buffer.concat(pending);
    pending = [];
    await writeAt(output, data, written);
    written += pendingLength;
    pendingLength = 0;
  };
  return {
    position: () => written + pendingLength,
    append: async (data) => {
      pending.push(data);
      pendingLength += data.length;
      if (pendingLength >= flushSize) await flush();
    },
    replace: async (position, data) => {
      await flush();
      await writeAt(output, data, position);
    },
    flush,
  };
}

/** A table of contents while members are written: in one buffer, because there may be a million of them. */
export class TableWriter {
  count = 0;
  private bytes = Buffer.allocUnsafe(1 << 12);
  private length = 0;

  add(record: ZipRecord): void {
    const row = centralHeader(record);
    if (this.length + row.length > this.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.length + row.length));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.bytes.set(row, this.length);
    this.length += row.length;
    this.count += 1;
  }

  /** Writes the table behind the members, and everything that is still pending. */
  async finish(sink: Sink): Promise<void> {
    const start = sink.position();
    await sink.append(this.bytes.subarray(0, this.length));
    await sink.append(endOfCentralDirectory(this.count, start, sink.position()));
    await sink.flush();
  }
}

async function writeAt(output: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < data.length; ) {
    const { bytesWritten } = await output.write(data, offset, data.length - offset, position + offset);
    offset += bytesWritten;
  }
}
