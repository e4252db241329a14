import { openSync, rmSync, writeSync } from "node:fs";
import { closeOnce } from "@mlebench/disk";

const blockLength = 1 << 20;

/** A file while it is written. */
export interface FileWriter {
  /** Copies the bytes, which may change afterwards. */
  write(bytes: Uint8Array): void;
  /** Writes the rest. */
  close(): void;
  /** Closes and removes the file. */
  discard(): void;
}

/** Makes a file, or empties it, and writes about a megabyte at a time, so that millions of small pieces cost little. */
export function createFileWriter(path: string): FileWriter {
  const descriptor = openSync(path, "w");
  const block = Buffer.allocUnsafeSlow(blockLength);
  let length = 0;
  const end = closeOnce(descriptor);
  const writeAll = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
  };
  const flush = (): void => {
    writeAll(block.subarray(0, length));
    length = 0;
  };
  return {
    write(bytes) {
      if (length + bytes.length > block.length) flush();
      if (bytes.length > block.length) writeAll(bytes);
      else {
        block.set(bytes, length);
        length += bytes.length;
      }
    },
    close() {
      flush();
      end();
    },
    discard() {
      end();
      rmSync(path, { force: true });
    },
  };
}
