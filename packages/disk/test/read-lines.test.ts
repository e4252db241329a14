import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readLines } from "../src/read-lines.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-lines-"));
afterAll(() => rmSync(home, { recursive: true }));

test.each([
  ["", []],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\n\nb", ["a", "", "b"]],
  ["a\r\nb\rc\nd", ["a", "b", "c", "d"]],
  ["\r\r\n\n\r", ["", "", "", ""]],
  ["longer than a block é\r\nb\r", ["longer than a block é", "b"]],
])("the lines of %j are Python's, however few bytes are read at a time", (text, lines) => {
  const path = join(home, "some.txt");
  writeFileSync(path, text);
  for (const blockBytes of [1, 2, 3, 5, 100]) {
    expect(Array.from(readLines(path, { blockBytes }), String)).toEqual(lines);
    const ended = Array.from(readLines(path, { blockBytes, keepEnds: true }), String);
    expect(ended.join("")).toBe(text.replaceAll(/\r\n?/g, "\n"));
    expect(ended.map((line) => line.replace(/\n$/, ""))).toEqual(lines);
  }
});

test("random texts have the lines that Python has, at any size of blocks", () => {
  const path = join(home, "random.txt");
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "\r\n"), maxLength: 300 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 310 }), (written, blockBytes) => {
      writeFileSync(path, written);
      const expected = written.split(/\r\n|\r|\n/);
      if (expected[expected.length - 1] === "") expected.pop();
      expect(Array.from(readLines(path, { blockBytes }), String)).toEqual(expected);
      const ended = Array.from(readLines(path, { blockBytes, keepEnds: true }), String);
      expect(ended.join("")).toBe(written.replaceAll(/\r\n?/g, "\n"));
    }),
    { numRuns: 1000 },
  );
});
