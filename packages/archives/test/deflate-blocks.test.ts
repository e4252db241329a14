import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { deflateBlockSize, deflateBlocks } from "../src/deflate-blocks.js";

/** Text that repeats itself over more than a block, and bytes that do not. */
function content(size: number): Buffer {
  const data = Buffer.alloc(size, "The same line, again and again.\n");
  let state = 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    if (i % 3_000_000 < 400_000) data[i] = state >>> 16;
  }
  return data;
}

async function* blocksOf(data: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += deflateBlockSize) yield data.subarray(at, at + deflateBlockSize);
}

async function deflated(data: Buffer, inFlight?: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of deflateBlocks(blocksOf(data), inFlight)) parts.push(part);
  return Buffer.concat(parts);
}

describe("data that is deflated block by block", () => {
  test.each([
    0,
    1,
    deflateBlockSize - 1,
    deflateBlockSize,
    deflateBlockSize + 1,
    5 * deflateBlockSize + 12_345,
  ])("is one stream of %i bytes", async (size) => {
    const data = content(size);
    expect(inflateRawSync(await deflated(data)).equals(data)).toBe(true);
  });

  test("is the same with any number of threads", async () => {
    const data = content(6 * deflateBlockSize);
    const expected = await deflated(data, 1);
    for (const inFlight of [2, 3, 16]) expect((await deflated(data, inFlight)).equals(expected)).toBe(true);
  });

  test("refers back to the block before", async () => {
    const pattern = content(30_000);
    const data = Buffer.alloc(2 * deflateBlockSize, pattern);
    const packed = await deflated(data);
    // Both blocks begin with what has been there before; a block on its own would have it once more.
    expect(packed.length).toBeLessThan((await deflated(data.subarray(0, deflateBlockSize))).length + 20_000);
  });
});
