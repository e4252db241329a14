import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLineWriter } from "../src/index.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-lines-"));
afterAll(() => rmSync(home, { recursive: true }));

test("lines longer and shorter than the buffer arrive whole and in order", () => {
  const path = join(home, "lines.txt");
  writeFileSync(path, "what was there before");
  const lines = ["first", "é".repeat(1 << 20), "", "🚀".repeat(1000), "last"];
  const writer = createLineWriter(path);
  for (const line of lines) writer.line(line);
  writer.close();
  expect(readFileSync(path, "utf8") === lines.map((line) => `${line}\n`).join("")).toBe(true);
});

test("a writer without lines leaves an empty file", () => {
  const path = join(home, "empty.txt");
  createLineWriter(path).close();
  expect(readFileSync(path, "utf8")).toBe("");
});
