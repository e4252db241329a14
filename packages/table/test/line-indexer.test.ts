import { describe, expect, test } from "vitest";
import { createLineIndexer, type LineIndexer, plainIndexer } from "../src/csv/large/line-indexer.js";
import { seededRandom } from "./odd-csv.js";

const comma = 0x2c;

/** What an indexer makes of text that comes in pieces, as large as the block has space for. */
function indexAll(indexer: LineIndexer, text: Buffer) {
  const found: { starts: number[]; used: number }[] = [];
  let [position, kept] = [0, 0];
  while (position < text.length) {
    const count = text.copy(indexer.block, kept, position);
    position += count;
    const { starts, used } = indexer.index(kept + count);
    found.push({ starts: [...starts], used });
    indexer.keep(used, kept + count);
    kept += count - used;
  }
  return found;
}

/** Text with many line ends, quotes, and separators, or with few. */
function randomText(random: () => number): Buffer {
  const length = Math.floor(random() * 200);
  const rare = random() < 0.5;
  const letters = Array.from({ length }, () => {
    const letter = Math.floor(random() * (rare ? 40 : 6));
    return ['"', "\n", ",", '"', "é", "\0"][letter] ?? "x";
  });
  return Buffer.from(letters.join(""));
}

describe("lines are found in WebAssembly as without it", () => {
  test.each([1, 7, 16, 33, 1000])("in blocks of %i bytes", (blockSize) => {
    let indexers: LineIndexer[] = [];
    for (let seed = 1; seed <= 2000; seed++) {
      // Each takes ten gigabytes of addresses, which is too much for every text; but blocks that have grown stay so.
      if (seed % 10 === 1)
        indexers = [createLineIndexer, plainIndexer].map((create) => create(blockSize, comma));
      const text = randomText(seededRandom(seed));
      const [actual, expected] = indexers.map((indexer) => indexAll(indexer, text));
      expect(actual, JSON.stringify(text.toString())).toEqual(expected);
    }
  });

  test("more of them than a call finds", () => {
    const text = Buffer.from('\n"a\n"\n'.repeat(50_000));
    const [actual, expected] = [createLineIndexer, plainIndexer].map((create) =>
      indexAll(create(text.length, comma), text),
    );
    expect(actual[0].starts.length).toBe(100_000);
    expect(actual).toEqual(expected);
  });

  test("and not what was in the block before", () => {
    const indexer = createLineIndexer(32, comma);
    indexer.block.write('a,"b\nc"\nd\n"e\n');
    expect(indexer.index(4)).toEqual({ starts: new Uint32Array(0), used: 0 });
    expect(indexer.index(7)).toEqual({ starts: new Uint32Array(0), used: 0 });
    expect(indexer.index(8)).toEqual({ starts: Uint32Array.of(0), used: 8 });
    expect(indexer.index(9)).toEqual({ starts: Uint32Array.of(0), used: 8 });
  });
});
