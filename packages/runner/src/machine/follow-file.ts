import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { pause } from "../time/pause.js";

/** What is in a file from an offset on, and what is added, until `hasEnded` was true before the last look. */
export async function* followFile(
  path: string,
  from: number,
  hasEnded: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    for (let position = from, last = false; !signal.aborted; ) {
      const buffer = Buffer.allocUnsafe(1 << 18);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      position += bytesRead;
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead);
        continue;
      }
      if (last) return;
      last = hasEnded();
      if (!last) await pause(50, signal);
    }
  } finally {
    await file.close();
  }
}
