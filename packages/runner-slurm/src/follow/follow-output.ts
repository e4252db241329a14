import { open } from "node:fs/promises";
import { pause } from "@mlebench/runner";

const pollMilliseconds = 500;

/**
 * What is in a file from an offset on, and what is added, until `hasEnded` was true before the last look. The file is
 * opened again for each look: on NFS this is what shows what another machine has written.
 */
export async function* followOutput(
  path: string,
  from: number,
  hasEnded: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (let position = from, last = false; !signal.aborted; ) {
    const file = await open(path, "r");
    try {
      const buffer = Buffer.allocUnsafe(1 << 18);
      for (let bytes = -1; bytes !== 0 && !signal.aborted; ) {
        bytes = (await file.read(buffer, 0, buffer.length, position)).bytesRead;
        position += bytes;
        if (bytes > 0) yield Buffer.from(buffer.subarray(0, bytes));
      }
    } finally {
      await file.close();
    }
    if (last) return;
    last = hasEnded();
    if (!last) await pause(pollMilliseconds, signal);
  }
}
