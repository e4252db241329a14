import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { estimateTokens } from "@mlebench/models";
import { afterAll, expect, test } from "vitest";
import { findPassage, placeOfPassage, readChunks } from "../../src/read/chunks.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-chunks-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("cuts at ends of lines, with an overlap, and says where lines come from", () => {
  const path = join(directory, "long.log");
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i + 1} of the log with a loss of 0.${i}`);
  writeFileSync(path, lines.join("\n"));
  const chunks = [...readChunks(path, { maxTokens: 600, overlapTokens: 60 })];
  expect(chunks.length).toBeGreaterThan(5);
  for (const { text } of chunks) {
    expect(text.startsWith(`=== ${path}`)).toBe(true);
    expect(estimateTokens(text)).toBeLessThanOrEqual(640);
    for (const line of text.split("\n").slice(1)) expect(lines).toContain(line);
  }
  const inOrder = chunks.map(({ text }) =>
    text
      .split("\n")
      .slice(1)
      .map((line) => lines.indexOf(line)),
  );
  for (let i = 1; i < inOrder.length; i++) {
    expect(inOrder[i][0]).toBeLessThanOrEqual(inOrder[i - 1].at(-1) ?? -1);
    expect(inOrder[i].at(-1)).toBeGreaterThan(inOrder[i - 1].at(-1) ?? -1);
  }
  expect(new Set(inOrder.flat()).size).toBe(500);
  for (const chunk of chunks) {
    const line = chunk.text.split("\n").at(-1) ?? "";
    expect(placeOfPassage(chunk, line)).toEqual({ file: path, line: lines.indexOf(line) + 1 });
  }
});

test("joins the files of a directory under their names", () => {
  const folder = join(directory, "code");
  mkdirSync(folder);
  writeFileSync(join(folder, "b.py"), "second()\n");
  writeFileSync(join(folder, "a.txt"), "first");
  writeFileSync(join(folder, "model.pt"), "binary");
  const [chunk, ...others] = readChunks(folder, { maxTokens: 1000, overlapTokens: 10 });
  expect(others).toEqual([]);
  expect(chunk.text).toBe(`=== ${folder}/a.txt ===\nfirst\n=== ${folder}/b.py ===\nsecond()`);
});

test("reads cells and printed outputs of notebooks, without images", () => {
  const path = join(directory, "n.ipynb");
  const outputs = [{ text: ["0.5\n"] }, { data: { "image/png": "iVBOR", "text/plain": "<Figure>" } }];
  writeFileSync(path, JSON.stringify({ cells: [{ cell_type: "code", source: ["a = 1\n", "a"], outputs }] }));
  const [{ text }] = readChunks(path, { maxTokens: 1000, overlapTokens: 10 });
  expect(text).toContain("a = 1\na\n[output]\n0.5");
  expect(text).toContain("<Figure>");
  expect(text).not.toContain("iVBOR");
});

test("cuts a line that is longer than a chunk", () => {
  const path = join(directory, "one-line.log");
  writeFileSync(path, "word ".repeat(20_000));
  const chunks = [...readChunks(path, { maxTokens: 2000, overlapTokens: 100 })];
  expect(chunks.length).toBeGreaterThan(5);
  for (const { text } of chunks) expect(estimateTokens(text)).toBeLessThanOrEqual(2100);
});

test.each([
  ["exact words", "exact words", true],
  ["over\n  two lines", "over two lines", true],
  ["it prints 'x = 1' here", "\"it prints 'x = 1' here\"", true],
  ["a.b(c)", "aXb(c) long", false],
  ["short", "", false],
  ["some text", "e t", false],
  ["f(x) [0-9]+ (a|b)*", "f(x)  [0-9]+  (a|b)*", true],
])("in %j, finds %j: %s", (text, passage, found) => {
  expect(findPassage(text, passage) !== -1).toBe(found);
});
