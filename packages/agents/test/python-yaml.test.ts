import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type PythonMap, parsePythonYaml, pythonString } from "../src/python-yaml.js";

const recorded = JSON.parse(
  readFileSync(new URL("./fixtures/python-yaml.json", import.meta.url), "utf8"),
) as {
  scalars: [string, string][];
  documents: [string, [string, string][]][];
  floats: [string, string][];
};

const read = (text: string) => parsePythonYaml(text, "config.yaml") as PythonMap;

test("spells every scalar as Python's str() of what PyYAML reads", () => {
  const spelt = recorded.scalars.map(([text]) => [text, pythonString(read(`v: ${text}\n`).get("v") ?? null)]);
  expect(spelt).toEqual(recorded.scalars);
});

test("merges mappings and orders keys as PyYAML does", () => {
  const spelt = recorded.documents.map(([text]) => [
    text,
    [...(read(text).get("b") as PythonMap)].map(([key, value]) => [pythonString(key), pythonString(value)]),
  ]);
  expect(spelt).toEqual(recorded.documents);
});

test("writes floats with the shortest digits, as repr() does", () => {
  expect(recorded.floats.map(([text]) => [text, pythonString(Number(text))])).toEqual(recorded.floats);
});

test("names the file when it is not YAML, and stops at an anchor that contains itself", () => {
  expect(() => read("a: [1, 2")).toThrow(/Invalid YAML/);
  expect(() => read("a: &a [*a]")).toThrow(/contains itself/);
});
