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

/** Writes the table of contents behind the members, and everything that is still pending. */
export async function finishZip(sink: Sink, records: readonly ZipRecord[]): Promise<void> {
  const start = sink.position();
  for (const record of records) await sink.append(centralHeader(record));
  await sink.append(endOfCentralDirectory(records.length, start, sink.position()));
  await sink.flush();
}

async function writeAt(output: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let offset = 0; offset < data.length; ) {
    const { bytesWritten } = await output.write(data, offset, data.length - offset, position + offset);
    offset += bytesWritten;
  }
}
