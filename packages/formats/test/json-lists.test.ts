import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMlebenchError } from "@mlebench/core";
import { afterAll, describe, expect, test } from "vitest";
import { JsonList, JsonLists } from "../src/json-lists.js";
import { formatPythonJson, type PythonJson, parsePythonJson } from "../src/python-json.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-lists-"));
const opened: JsonLists[] = [];
afterAll(() => {
  for (const file of opened) file.close();
  rmSync(home, { recursive: true, force: true });
});

function open(content: string | Uint8Array, encoding?: "latin1"): JsonLists {
  const path = join(home, `${opened.length}.json`);
  writeFileSync(path, content);
  const lists = new JsonLists(path, encoding);
  opened.push(lists);
  return lists;
}

/** Reads everything: items are parsed when they are read. */
const readAll = (content: string): PythonJson =>
  new Map(
    Array.from(open(content).fields, ([name, value]) => [
      name,
      value instanceof JsonList ? [...value] : value,
    ]),
  );

describe("an object with lists", () => {
  test.each([
    '{"a": [1, 2.0, "x"], "b": {"c": [1, [2]]}, "d": []}',
    '{"a":[],"b":[ ],"c":[\n],"d":[[]],"e":[{}],"f":[""]}',
    '{"quotes": ["\\"", "\\\\", "[", "]", "{", "}", ",", "a,b"], "k]e[y,": [1]}',
    ' {\r\n\t"a" : [ {"b" : [1, 2]} , {"c": {"d": []}}\n ] , "e": null } ',
    '{"twice": [1], "x": 1, "twice": [2, 3]}',
    '{"10": [1], "9": [NaN, -Infinity, 1e5]}',
    "{}",
  ])("is what the parser of entire files reads: %s", (text) => {
    expect(readAll(text)).toEqual(parsePythonJson(text));
  });

  test("may have items that are longer than a block, and end anywhere in one", () => {
    const long = `é${"x".repeat(1_200_000)}é`;
    const items = ["", long, "x".repeat(1 << 20), 'a"b\\', long].map((text, i) => ({ text, i }));
    const text = JSON.stringify({ a: items, b: { long }, c: [long, 1] });
    expect(formatPythonJson(readAll(text))).toBe(formatPythonJson(parsePythonJson(text)));
  });

  test("gives its items in any order, far and near", () => {
    const items = Array.from({ length: 30_000 }, (_, i) => ({ i, text: "x".repeat(i % 50) }));
    const list = open(JSON.stringify({ items })).list("items");
    expect(list.length).toBe(items.length);
    const order = Array.from(
      { length: 60_000 },
      (_, i) => (i < 30_000 ? (i * 7919) % 30_000 : i ^ 3) % 30_000,
    );
    expect(order.every((i) => list.object(i).get("i") === BigInt(i))).toBe(true);
  });

  test("may be in Latin-1", () => {
    const list = open(Buffer.from('{"a": ["é", "\xc3"]}', "latin1"), "latin1").list("a");
    expect([...list]).toEqual(["é", "Ã"]);
  });
});

describe("refuses", () => {
  test.each([
    ["nothing", ""],
    ["a list", "[1]"],
    ["an end inside a list", '{"a": [1'],
    ["an end inside a string", '{"a": ["1]}'],
    ["an end behind a list", '{"a": [1]'],
    ["a comma too many", '{"a": [1,]}'],
    ["a missing item", '{"a": [1,,2]}'],
    ["a list of a comma", '{"a": [,]}'],
    ["other brackets", '{"a": [1}}'],
    ["a damaged item", '{"a": [{"b" 1}]}'],
    ["something after the object", '{"a": [1]} {"b": [2]}'],
    ["bytes that are not UTF-8", '{"a": ["\xff"]}'],
  ])("%s", (_, text) => {
    const write = () => readAll(text);
    const writeLatin = () => open(Buffer.from(text, "latin1")).list("a").item(0);
    expect(text.includes("\xff") ? writeLatin : write).toThrow(
      expect.toSatisfy((error) => isMlebenchError(error) && error.kind === "user"),
    );
  });

  test("a damaged item by its row", () => {
    expect(() => [...open('{"a": [1, 2, nul]}').list("a")]).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ row: 3, column: "a" }) }),
    );
  });

  test("a damaged item of which a member is wanted, by its row", () => {
    const damaged = expect.objectContaining({ details: expect.objectContaining({ row: 2, column: "a" }) });
    for (const item of ['{"b": nul}', '{"b" 1}', "[1]", "2"])
      expect(() => open(`{"a": [{"b": 1}, ${item}]}`).list("a").member(1, "b"), item).toThrow(damaged);
    const bytes = Buffer.from('{"a": [{"b": 1}, {"b": "\xff"}]}', "latin1");
    expect(() => open(bytes).list("a").member(1, "b")).toThrow(damaged);
    expect(open('{"a": [{"b": 1.0}]}').list("a").member(0, "b")).toBe(1);
    expect(open('{"a": [{"c": 1}]}').list("a").member(0, "b")).toBeUndefined();
  });

  test("items that are not objects, and lists that are not there", () => {
    const lists = open('{"a": [1], "b": 2}');
    expect(() => lists.list("a").object(0)).toThrow("Invalid item");
    expect(() => lists.list("b")).toThrow("Missing list `b`");
    expect(() => lists.list("c")).toThrow("Missing list `c`");
  });
});
