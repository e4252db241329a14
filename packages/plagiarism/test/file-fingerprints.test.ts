import { File, FingerprintIndex, Region, TokenizedFile } from "@dodona/dolos-core";
import { describe, expect, test } from "vitest";
import {
  type FileFingerprints,
  fileFingerprints,
  longestRun,
  sharedCounts,
} from "../src/file-fingerprints.js";

/** Tokens drawn from a few letters, so that runs repeat. */
function randomFile(id: number, next: () => number): TokenizedFile {
  const tokens = Array.from({ length: Math.floor(next() * 60) }, () => "abc"[Math.floor(next() * 3)]);
  const mapping = tokens.map((_, i) => new Region(i, 0, i, 1));
  return new TokenizedFile(new File(`${id}.py`, "", undefined, id), tokens, mapping);
}

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("fingerprints", () => {
  test.each([
    [2, 2],
    [3, 1],
    [2, 4],
    [4, 3],
  ])("give the numbers of Dolos's pairs on random files, k = %d, w = %d", (kgramLength, kgramsInWindow) => {
    const next = createRandom(kgramLength * 100 + kgramsInWindow);
    const files = Array.from({ length: 40 }, (_, id) => randomFile(id, next));
    const index = new FingerprintIndex(kgramLength, kgramsInWindow);
    index.addFiles(files);
    const fingerprints = new Map(
      files.map((file) => [file.id, fileFingerprints(file, { kgramLength, kgramsInWindow })]),
    );
    for (const left of files) {
      for (const right of files) {
        if (left === right) continue;
        const [a, b] = [left, right].map(({ id }) => fingerprints.get(id) as FileFingerprints);
        const shared = sharedCounts(a, b);
        const { leftCovered, rightCovered, longest, leftTotal, rightTotal } = index.getPair(left, right);
        expect([shared.left, shared.right, longestRun(a, b, shared)]).toEqual([
          leftCovered,
          rightCovered,
          longest,
        ]);
        expect([a.hashes.length, b.hashes.length]).toEqual([leftTotal, rightTotal]);
      }
    }
  });
});
