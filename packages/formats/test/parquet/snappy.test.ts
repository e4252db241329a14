import { createHash } from "node:crypto";
import { snappyUncompress } from "hyparquet/src/snappy.js";
import { describe, expect, test } from "vitest";
import { compressSnappy } from "../../src/parquet/snappy.js";

/** Uniform integers below a bound, by xorshift: the inputs are the same everywhere. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

type Draw = (bound: number) => number;

/** Bytes of `symbols` values, with earlier stretches repeated now and then. */
function repetitive(draw: Draw, length: number, symbols: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const span = 1 + draw(at === 0 ? 20 : 90);
    const from = draw(3) === 0 ? -1 : draw(at + 1);
    for (let i = 0; i < span && at < length; i++, at++) {
      bytes[at] = from < 0 || from + i >= at ? draw(symbols) : bytes[from + i];
    }
  }
  return bytes;
}

const random = (draw: Draw, length: number) => Uint8Array.from({ length }, () => draw(256));
const bytesOf = (values: Float64Array) => new Uint8Array(values.buffer);

/** Random bytes, then their beginning again, `distance` bytes after it. */
function repeatedAt(draw: Draw, distance: number, length: number): Uint8Array {
  const bytes = random(draw, distance + length + 30);
  bytes.copyWithin(distance, 0, length);
  return bytes;
}

/** Inputs by kind. Their digests below are of what `snappyCompress` of hyparquet-writer 0.17.0 makes of them. */
const kinds: Record<string, { digest: string; inputs: (draw: Draw) => Generator<Uint8Array> }> = {
  "every length up to 300, of one byte to 256 different ones": {
    digest: "fc09f5f7b7a55478121a35845a402102",
    *inputs(draw) {
      for (const symbols of [1, 2, 4, 256]) {
        for (let length = 0; length <= 300; length++) yield repetitive(draw, length, symbols);
      }
    },
  },
  "ten thousand small inputs": {
    digest: "e0d0944a53e8aa6f469c1976f5bd3dce",
    *inputs(draw) {
      for (let i = 0; i < 10_000; i++) yield repetitive(draw, draw(600), 1 + draw(40));
    },
  },
  "literals and runs of lengths at which the format changes": {
    digest: "ffff1b94b7d9259b225eef9ef46afcb6",
    *inputs(draw) {
      for (const border of [4, 11, 12, 16, 17, 60, 61, 64, 65, 67, 68, 128, 132, 256, 257, 65536, 65537]) {
        yield random(draw, border);
        yield new Uint8Array(border).fill(7);
        yield Uint8Array.of(
          ...random(draw, 20),
          ...new Uint8Array(Math.min(border, 1000)),
          ...random(draw, 20),
        );
      }
      yield new Uint8Array(300_000);
    },
  },
  "matches as far away as a copy reaches, and farther": {
    digest: "8d5ad759d40e71ac8dfef8f47d388eb2",
    *inputs(draw) {
      for (const distance of [4, 2047, 2048, 65534, 65535, 65536, 70_000]) {
        for (const length of [4, 8, 11, 12, 64, 70]) yield repeatedAt(draw, distance, length);
      }
    },
  },
  "more than three bytes of length": {
    digest: "22ba3abee1f8e8819e9401bbe2bafdeb",
    *inputs(draw) {
      const bytes = new Uint8Array((1 << 24) + 100);
      for (let i = 0; i < bytes.length; i++) bytes[i] = draw(256);
      yield bytes;
    },
  },
  "pages of numbers": {
    digest: "d7dd8f1eecffec1cdbffec5ca4070a1a",
    *inputs(draw) {
      const rows = 131_072;
      yield bytesOf(Float64Array.from({ length: rows }, (_, i) => i * 3));
      yield bytesOf(Float64Array.from({ length: rows }, () => draw(10_000) / 100));
      yield bytesOf(Float64Array.from({ length: rows }, () => draw(2 ** 31) / 2 ** 31));
      yield bytesOf(Float64Array.from({ length: rows }, () => draw(12)));
      yield new Uint8Array(BigInt64Array.from({ length: rows }, (_, i) => BigInt(i % 97)).buffer);
    },
  },
  texts: {
    digest: "7158f68675b1552f1543e1062ae899e3",
    *inputs(draw) {
      const words = ["seal", "salt", "sea", "the", "of", "and", "\n", ", ", "0.5", "a"];
      for (const count of [10, 1000, 100_000]) {
        const text = Array.from({ length: count }, () => words[draw(words.length)]).join(" ");
        yield new TextEncoder().encode(text);
      }
    },
  },
};

describe("compressSnappy", () => {
  for (const [kind, { digest, inputs }] of Object.entries(kinds)) {
    test(`gives the recorded bytes, which decompress to the input: ${kind}`, () => {
      const hash = createHash("md5");
      for (const input of inputs(generator(20_25))) {
        const compressed = compressSnappy(input);
        hash.update(compressed);
        const output = new Uint8Array(input.length);
        if (input.length > 0) snappyUncompress(compressed, output);
        expect(Buffer.compare(output, input)).toBe(0);
      }
      expect(hash.digest("hex")).toBe(digest);
    });
  }

  test("compresses parts as if they were one", () => {
    const input = repetitive(generator(5), 5000, 9);
    const joined = Buffer.from(compressSnappy(input));
    for (const cut of [0, 1, 17, 4999, 5000]) {
      expect(Buffer.from(compressSnappy(input.subarray(0, cut), input.subarray(cut)))).toEqual(joined);
    }
    expect([...compressSnappy()]).toEqual([0]);
  });
});
