import { open } from "node:fs/promises";
import type { SharedPace } from "@mlebench/runner";

const maxChunk = 1 << 18;

/**
 * What is in a file from an offset on, and what is added, until `ended` was aborted before the last look. The file is
 * opened again for each look: on NFS this is what shows what another machine has written.
 */
export async function* followOutput(
  path: string,
  from: number,
  ended: AbortSignal,
  untilNextLook: SharedPace,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const soonest = AbortSignal.any([signal, ended]);
  for (let position = from, last = false; !signal.aborted; ) {
    const file = await open(path, "r");
    try {
      const { size } = await file.stat();
      while (position < size && !signal.aborted) {
        const buffer = Buffer.allocUnsafe(Math.min(size - position, maxChunk));
        const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
    if (last) return;
    last = ended.aborted;
    if (!last) await untilNextLook(soonest);
  }
}
