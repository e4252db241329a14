import { readFileSync } from "node:fs";
import { describeError, isMlebenchError } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { formatPythonJson, parsePythonJson, quickMember } from "../src/python-json.js";

interface Fixture {
  good: { text: string; line: string; indented?: string; sorted?: string }[];
  bad: string[];
}
const fixture = JSON.parse(
  readFileSync(new URL("./fixtures/python-json.json", import.meta.url), "utf8"),
) as Fixture;

const failureOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isMlebenchError(error) && error.kind === "user") return describeError(error);
    throw error;
  }
  throw new Error("it did not fail");
};

describe("parsePythonJson and formatPythonJson", () => {
  test("read and write what Python's json does", () => {
    expect(fixture.good.length).toBeGreaterThan(300);
    for (const { text, line, indented, sorted } of fixture.good) {
      const value = parsePythonJson(text);
      expect(formatPythonJson(value), text).toBe(line);
      if (indented !== undefined) expect(formatPythonJson(value, { indent: 4 }), text).toBe(indented);
      if (sorted !== undefined)
        expect(formatPythonJson(value, { indent: 2, sortKeys: true }), text).toBe(sorted);
    }
  });

  test.each(fixture.bad.map((text) => [text.slice(0, 40), text]))("refuse %j as Python does", (_, text) => {
    expect(failureOf(() => parsePythonJson(text))).toMatch(/JSON.*line \d+, character \d+.*Expected/);
  });

  test("agree with a quick look at a member, which never finds anything where they refuse", () => {
    const objects = fixture.good.flatMap(({ text }) => [text, `{"a": ${text}, "b": "x", "c": -12}`]);
    const found = objects.map((text) => {
      const object = parsePythonJson(text);
      if (!(object instanceof Map)) return [quickMember(text, "a")];
      return Array.from(object, ([name, member]) => {
        const quick = quickMember(text, name);
        if (quick !== undefined) expect(quick, text).toBe(member);
        return quick;
      });
    });
    expect(found.flat().filter((member) => typeof member === "bigint").length).toBeGreaterThan(100);
    expect(found.flat().filter((member) => typeof member === "string").length).toBeGreaterThan(100);
    for (const text of fixture.bad) {
      for (const damaged of [text, `{"a": ${text}, "b": "x"}`, `{"b": "x", "a": ${text}}`])
        expect(quickMember(damaged, "b"), damaged.slice(0, 80)).toBeUndefined();
    }
    expect(quickMember("{}", "constructor")).toBeUndefined();
    expect(quickMember('{"__proto__": "x"}', "__proto__")).toBe("x");
    expect(quickMember('{"a": 9007199254740993}', "a")).toBeUndefined();
  });

  test("distinguish ints from floats and keep the order of keys", () => {
    expect(parsePythonJson('{"10": 1, "9": 1.0, "10": 2}')).toEqual(
      new Map<string, unknown>([
        ["10", 2n],
        ["9", 1],
      ]),
    );
  });

  test("say where and what", () => {
    expect(failureOf(() => parsePythonJson('{"a": 1,\n "b" 2}', "x.json"))).toBe(
      'Invalid JSON: line 2, character 6 (x.json). Expected ":" after a name.',
    );
    expect(failureOf(() => parsePythonJson("[1,"))).toBe(
      "Unexpected end of JSON: line 1, character 4. Expected a value.",
    );
  });
});
