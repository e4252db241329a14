import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { crc32c } from "./crc32c.js";
import type { Content } from "./world.js";

/** Content that can be sent. */
export interface OpenContent {
  readonly size: number;
  /** The bytes from (inclusive) to (exclusive), in pieces. */
  readonly read: (from: number, to: number) => AsyncIterable<Uint8Array>;
  /** MD5 in hexadecimal; CRC-32C as a number, only up to 64 MiB. */
  readonly hashes: () => Promise<Hashes>;
}

interface Hashes {
  readonly md5: string;
  readonly crc32c?: number;
}

const pieceSize = 1 << 18;
/** CRC-32C in JavaScript is slow, and nobody compares it for large files. */
const largestWithCrc = 1 << 26;
/** Odd, so that a piece put at a wrong multiple of a round number is noticed. */
const patternSize = (1 << 20) + 7;

const hashesOfObjects = new WeakMap<object, Promise<Hashes>>();
const hashesOfFiles = new Map<string, Promise<Hashes>>();

/** @throws Error of the file system when it is a path that cannot be read */
export async function openContent(content: Content): Promise<OpenContent> {
  if (typeof content === "string") return openFile(content);
  const open =
    content instanceof Uint8Array ? openBytes(content) : openPattern(content.size, content.seed ?? 1);
  return {
    ...open,
    hashes: () => {
      const known = hashesOfObjects.get(content);
      if (known !== undefined) return known;
      const hashes = hash(open);
      hashesOfObjects.set(content, hashes);
      return hashes;
    },
  };
}

type Readable = Omit<OpenContent, "hashes">;

async function openFile(path: string): Promise<OpenContent> {
  const { size, mtimeMs } = await stat(path);
  const key = `${path}\n${size}\n${mtimeMs}`;
  const open: Readable = {
    size,
    read: async function* (from, to) {
      if (from < to) yield* createReadStream(path, { start: from, end: to - 1, highWaterMark: pieceSize });
    },
  };
  return {
    ...open,
    hashes: () => {
      const known = hashesOfFiles.get(key);
      if (known !== undefined) return known;
      const hashes = hash(open);
      hashesOfFiles.set(key, hashes);
      return hashes;
    },
  };
}

/** Bytes as they are. */
export function openBytes(bytes: Uint8Array): Readable {
  return {
    size: bytes.length,
    read: async function* (from, to) {
      for (let start = from; start < to; start += pieceSize)
        yield bytes.subarray(start, Math.min(start + pieceSize, to));
    },
  };
}

function openPattern(size: number, seed: number): Readable {
  const pattern = Buffer.alloc(patternSize);
  let state = (seed * 0x9e3779b1) >>> 0 || 1;
  for (let index = 0; index < patternSize; index++) {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    pattern[index] = state >>> 8;
  }
  return {
    size,
    read: async function* (from, to) {
      for (let start = from; start < to; ) {
        const inside = start % patternSize;
        const length = Math.min(pieceSize, patternSize - inside, to - start);
        yield pattern.subarray(inside, inside + length);
        start += length;
      }
    },
  };
}

async function hash({ size, read }: Readable): Promise<Hashes> {
  const md5 = createHash("md5");
  let crc = 0;
  for await (const piece of read(0, size)) {
    md5.update(piece);
    if (size <= largestWithCrc) crc = crc32c(piece, crc);
  }
  return { md5: md5.digest("hex"), ...(size <= largestWithCrc && { crc32c: crc }) };
}
