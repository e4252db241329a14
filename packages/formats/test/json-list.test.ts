import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readJsonList } from "../src/json-list.js";
import { parsePythonJson } from "../src/python-json.js";

const top = mkdtempSync(join(tmpdir(), "mlebench-json-list-"));
afterAll(() => rmSync(top, { recursive: true }));

function read(content: string | Uint8Array): unknown[] {
  const path = join(top, "list.json");
  writeFileSync(path, content);
  return Array.from(readJsonList(path));
}

test.each([
  "[]",
  " [ ] \n",
  "[1]",
  '[1, -2.50, "a", null, true, NaN, [], {}]',
  '[\n{\n"a": 1,\n"b": [{"c": "]},{"}]\n},\r\n\t{"a": "\\"],", "\\\\": "\\\\"}]',
  '["\\\\", "\\\\\\"", ",", "é\u{1f355}\\u00e9\\ud800"]',
  '[{"10": 1, "9": 2, "10": 3}]',
])("items are those of the entire list: %j", (text) => {
  expect(read(text)).toEqual(parsePythonJson(text));
});

test("items and characters may cross the blocks in which a file is read", () => {
  const items = Array.from({ length: 9000 }, (_, i) => ({
    [`k${i}`]: `é,]"\\${"🍕".repeat(i % 97)}`,
    n: [i, [i]],
  }));
  const text = JSON.stringify(items, null, 1);
  expect(text.length).toBeGreaterThan(1 << 20);
  const found = read(text);
  expect(found).toHaveLength(items.length);
  expect(found).toEqual(parsePythonJson(text));
});

test.each([
  ["no list", '{"a": [1]}', "No JSON list found", undefined],
  ["nothing", " \n", "No JSON list found", undefined],
  ["a byte order mark", "\uFEFF[1]", "No JSON list found", undefined],
  ["a comma too many", "[1,]", "Item of the list is not JSON", 2],
  ["a missing comma", "[1 2]", "Item of the list is not JSON", 1],
  ["brackets that do not match", "[1, {]}]", "Unexpected end of JSON", 2],
  ["half a file", '[{"a": 1}, {"a": "]', "Unexpected end of JSON", 2],
  ["text after it", "[1] x", "Text after the JSON list", undefined],
  ["another list after it", "[1][2]", "Text after the JSON list", undefined],
])("refuses %s", (_, text, message, row) => {
  expect(() => read(text)).toThrowError(
    expect.objectContaining({
      kind: "user",
      message: expect.stringContaining(message),
      details: expect.objectContaining({
        file: join(top, "list.json"),
        ...(row === undefined ? {} : { row }),
      }),
    }),
  );
});

test("refuses what is not UTF-8", () => {
  expect(() => read(Buffer.from('["a", "\xe9"]', "latin1"))).toThrow("File is not valid UTF-8");
});
