import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { decodeText, maxLineCharacters, readTextLines } from "../src/index.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-decode-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function linesOf(content: Uint8Array | string, blockBytes?: number): string[] {
  const path = join(directory, "file");
  writeFileSync(path, content);
  return [...readTextLines(path, blockBytes)].map(({ text, number }) => `${number} ${text}`);
}

const text = "a\u{e9}\u{20ac}\r\nb\rc\n\nd\u{1f600}";
const expected = ["1 a\u{e9}\u{20ac}", "2 b", "3 c", "4 ", "5 d\u{1f600}"];

test.each([
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with a byte order mark", Buffer.from(`\u{feff}${text}`)],
  ["UTF-16LE", Buffer.from(`\u{feff}${text}`, "utf16le")],
  ["UTF-16BE", Buffer.from(`\u{feff}${text}`, "utf16le").swap16()],
])("reads %s", (_, content) => {
  expect(linesOf(content)).toEqual(expected);
  expect(decodeText(content)).toBe(text);
  // Characters and line ends at every border of blocks.
  for (let size = 2; size < content.length; size++) expect(linesOf(content, size).join("|")).toContain("2 b");
});

test("reads bytes that are not UTF-8 as Windows-1252", () => {
  expect(linesOf(Buffer.from("entra\u{ee}nement\nfin", "latin1"))).toEqual(["1 entra\u{ee}nement", "2 fin"]);
});

test("reads UTF-16 without a byte order mark", () => {
  expect(linesOf(Buffer.from("plain text\nof a log", "utf16le"))).toEqual(["1 plain text", "2 of a log"]);
});

test("reads nothing of binary and empty files", () => {
  expect(linesOf(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256)))).toEqual([]);
  expect(linesOf("")).toEqual([]);
  expect(decodeText(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256)))).toBeUndefined();
});

test("reads a long line in parts with one number", () => {
  const lines = linesOf(`${"x".repeat(2 * maxLineCharacters + 5)}\ny`);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["1", "1", "1", "2"]);
  expect(lines.map((line) => line.length - 2)).toEqual([maxLineCharacters, maxLineCharacters, 5, 1]);
});
