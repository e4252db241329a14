import { ReadableStream, type WritableStream } from "node:stream/web";
import { describeError } from "@mlebench/core";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { isFullDisk } from "../full-disk.js";
import type { CollectTarget } from "./collect-target.js";

/** Where a member goes. */
export type Destination = { path: string } | { skip: string } | { ignore: true } | undefined;

/** Goes through a tar stream; ends early, without an error, when the target needs no more. */
export async function eachMember(
  stream: AsyncIterable<Uint8Array>,
  target: CollectTarget,
  place: (entry: ParsedTarEntry) => Destination,
): Promise<void> {
  const source = stream[Symbol.asyncIterator]();
  const decoder = createTarDecoder({ strict: true });
  const transform = {
    readable: decoder.readable as ReadableStream<ParsedTarEntry>,
    writable: decoder.writable as WritableStream<Uint8Array>,
  };
  try {
    for await (const entry of webStream(source).pipeThrough(transform)) {
      const to = place(entry);
      if (to !== undefined && "skip" in to) target.skip(to.skip, "unsupported entry");
      if (to !== undefined && "path" in to) await target.add(to.path, entry);
      if (target.stopped) break;
      // The next header comes after this body, whether it was wanted or not.
      if (!entry.body.locked) await entry.body.cancel();
    }
  } catch (error) {
    if (isFullDisk(error)) throw error;
    target.fail(`The directory could not be read to its end: ${describeError(error)}`);
  } finally {
    await source.return?.().then(undefined, () => undefined);
  }
}

/** Read only as far as is asked for. Node's own adapter throws into nowhere when its reader goes away. */
function webStream(source: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await source.return?.();
    },
  });
}
