import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { formatJsonLines, parseJsonLines, readJsonLines } from "../src/json-lines.js";
import { formatPythonJson, type PythonJsonObject, parsePythonJson } from "../src/python-json.js";
import { type RecordTable, tableOfRecords } from "../src/records.js";

const scratch = mkdtempSync(join(tmpdir(), "json-lines-"));
afterAll(() => rmSync(scratch, { recursive: true }));

type Case = readonly [kind: "lines" | "records", text: string, written: string];
// Other cases than the recorded ones, see record_json_lines.py.
const path = process.env.JSON_LINES_CASES ?? new URL("fixtures/json-lines.json", import.meta.url);
const cases = JSON.parse(readFileSync(path, "utf8")) as readonly Case[];

const recordsOf = (text: string): PythonJsonObject[] => parsePythonJson(text) as PythonJsonObject[];

test("JSON lines and records are read, typed and written as pandas does it", () => {
  expect(cases.length).toBeGreaterThanOrEqual(500);
  for (const [kind, text, written] of cases) {
    const found =
      kind === "lines"
        ? formatJsonLines(parseJsonLines(text))
        : formatPythonJson(tableOfRecords(recordsOf(text)).records());
    expect(found, JSON.stringify(text)).toBe(written);
  }
});

test("a file is read in chunks that have types of their own", async () => {
  const file = join(scratch, "chunks.jsonl");
  writeFileSync(file, '{"a":1.0}\r\n{"a":2.0}\n{"a":1.5}\n\n{"a":3.0}\n');
  const read = async (chunkSize?: number): Promise<string[]> => {
    const tables: RecordTable[] = [];
    for await (const table of readJsonLines(file, { chunkSize })) tables.push(table);
    return tables.map(formatJsonLines);
  };
  expect(await read()).toEqual(['{"a":1.0}\n{"a":2.0}\n{"a":1.5}\n{"a":3.0}\n']);
  expect(await read(2)).toEqual(['{"a":1}\n{"a":2}\n', '{"a":1.5}\n', '{"a":3}\n']);
});

test("rows and columns can be chosen, replaced and added", () => {
  const table = parseJsonLines(
    '{"id":"a","x":1,"y":[1,2]}\n{"id":"b","x":2,"y":[]}\n{"id":"c","x":3,"y":[0.5]}\n',
  );
  const chosen = table
    .take([2, 0])
    .drop("x")
    .assign({ index: [0n, 1n] });
  expect(formatJsonLines(chosen)).toBe('{"id":"c","y":[0.5],"index":0}\n{"id":"a","y":[1,2],"index":1}\n');
  const ids = table.column("id");
  expect(table.filter((row) => ids[row] !== "b").select("x").length).toBe(2);
  expect(() => table.column("z")).toThrow("Missing column: `z`");
  expect(() => table.assign({ x: [1n] })).toThrow(RangeError);
});

test.each([
  ["a line of something else", '{"a":1}\n[1]\n', "Line is not a JSON object"],
  ["a line that is not JSON", '{"a":\n', "JSON"],
  ["a column that pandas would read as dates", '{"created_at":1}\n', "has the name of a date"],
])("%s is refused", (_, text, message) => {
  expect(() => parseJsonLines(text, "x.jsonl")).toThrow(message);
});
