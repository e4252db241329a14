import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { afterAll, expect, test } from "vitest";
import { hexadecimal, hexadecimalIds, writeLines, writeZippedLines } from "../src/index.js";

const top = mkdtempSync(join(tmpdir(), "mlebench-miniature-"));
afterAll(() => rmSync(top, { recursive: true }));

/** Draws the given digits over and over. */
const drawing = (digits: readonly number[]) => {
  let next = 0;
  return {
    randint: (_low: number, _high: number, size: number) =>
      Array.from({ length: size }, () => digits[next++ % digits.length]),
  };
};

test("lines end in line feeds, in folders that are made as needed", async () => {
  await writeLines(join(top, "a/b/train.csv"), ["id", "é"]);
  expect(readFileSync(join(top, "a/b/train.csv"), "utf8")).toBe("id\né\n");
});

test("zipped lines are the only member, named as the zip without its ending", async () => {
  await writeZippedLines(join(top, "train.csv.zip"), ["id", "é"]);
  await extractArchive(join(top, "train.csv.zip"), join(top, "out"));
  expect(readFileSync(join(top, "out/train.csv"), "utf8")).toBe("id\né\n");
});

test("digits come in the order of their draws", () => {
  expect(hexadecimal(drawing([0, 10, 15, 9]), 4)).toBe("0af9");
});

test("ids are new each time, and never read as numbers", () => {
  // 12, 1e and e5 might be numbers, and a1 comes twice.
  const newId = hexadecimalIds(drawing([1, 2, 1, 14, 14, 5, 10, 1, 10, 1, 5, 15]), 2);
  expect([newId(), newId()]).toEqual(["a1", "5f"]);
});
