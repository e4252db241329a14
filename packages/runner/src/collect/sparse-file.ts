import type { FileHandle } from "node:fs/promises";

/** What is zero for as long as this is left out of a file, so that sparse files stay so. */
const zeros = Buffer.alloc(1 << 16);

const isZero = (chunk: Uint8Array): boolean =>
  chunk[0] === 0 && zeros.subarray(0, chunk.length).equals(chunk);

/** Writes a body from a file's beginning on, holes as holes. */
export async function writeSparse(file: FileHandle, body: AsyncIterable<Uint8Array>): Promise<number> {
  let position = 0;
  let written = 0;
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; start += zeros.length) {
      const block = chunk.subarray(start, start + zeros.length);
      if (!isZero(block)) {
        for (let done = 0; done < block.length; ) {
          const rest = block.length - done;
          done += (await file.write(block, done, rest, position + done)).bytesWritten;
        }
        written = position + block.length;
      }
      position += block.length;
    }
  }
  if (written < position) await file.truncate(position);
  return position;
}
