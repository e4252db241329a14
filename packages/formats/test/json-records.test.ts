import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openJsonRecords } from "../src/json-records.js";

const top = mkdtempSync(join(tmpdir(), "json-records-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function open(text: string | Buffer) {
  const file = join(top, "records.json");
  writeFileSync(file, text);
  return openJsonRecords(file);
}

describe("objects of a JSON list", () => {
  test("are read one by one, in any order", () => {
    const records = open(' [ {"a": 1, "b": [1.50, {"c": "]}"}]} ,\n{"b":"x\\"{[,","a":null}]\n');
    expect(records.length).toBe(2);
    expect(records.fields).toEqual(["a", "b"]);
    expect([...records.read(1)]).toEqual([
      ["b", 'x"{[,'],
      ["a", null],
    ]);
    expect(records.read(0)).toEqual(
      new Map<string, unknown>([
        ["a", 1n],
        ["b", [1.5, new Map([["c", "]}"]])]],
      ]),
    );
  });

  test("may be longer than a block, and have names that are escaped or not ASCII", () => {
    const long = "é\\\\".repeat(400_000);
    const records = open(
      `[{"\\u00e9\\"": "${long}", "ü": 0}, {"ü": 1, "é\\"": 2}, {"é\\"": 3, "ü": 4, "ü": 5}]`,
    );
    expect(records.fields).toEqual(['é"', "ü"]);
    expect(String(records.read(0).get('é"'))).toHaveLength(800_000);
    expect(records.read(2).get("ü")).toBe(5n);
  });

  test("may be without fields", () => {
    expect(open("[{}, {}]").fields).toEqual([]);
  });

  test.each(["{}", "[]", "[1]", "[[]]", '["a"]', "[{}, 1]", "[{}] []", "[{}] x", "null", "1", '"x"'])(
    "are not in %s",
    (text) => {
      expect(() => open(text)).toThrow("No records found");
    },
  );

  test.each(["", "[", "[{", '[{"a": "', '[{"a": 1}', '[{"a": 1}, {"a": 2'])("end too early in %j", (text) => {
    expect(() => open(text)).toThrow("Unexpected end of JSON");
  });

  test("have the same fields", () => {
    for (const second of ['{"a": 1}', '{"a": 1, "c": 2}', '{"a": 1, "b": 2, "c": 3}', "{}"]) {
      expect(() => open(`[{"a": 1, "b": 2}, ${second}]`)).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ row: 2 }) }),
      );
    }
  });

  test("are checked when they are read", () => {
    const records = open('[{"a": 1}, {"a": 1 2}, {"a": }]');
    expect(records.read(0).get("a")).toBe(1n);
    expect(() => records.read(1)).toThrow("Invalid JSON");
    expect(() => records.read(2)).toThrow("Invalid JSON");
    const broken = open(Buffer.from([...Buffer.from('[{"a": "'), 0xff, ...Buffer.from('"}]')]));
    expect(() => broken.read(0)).toThrow("not valid UTF-8");
  });
});
