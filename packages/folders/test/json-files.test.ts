import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, isMlebenchError } from "@mlebench/core";
import { formatPythonJson, type PythonJson, parsePythonJson } from "@mlebench/formats/python-json";
import { afterAll, describe, expect, test } from "vitest";
import { PreparedFolder, RawFolder } from "../src/index.js";

const home = mkdtempSync(join(tmpdir(), "mlebench-json-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const failureOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (isMlebenchError(error) && error.kind === "user") return describeError(error);
    throw error;
  }
  throw new Error("it did not fail");
};

describe("folders", () => {
  const raw = new RawFolder(home, () => {});
  const prepared = new PreparedFolder(home, { mode: "copy" });

  test("write JSON in pieces, completely or not at all", () => {
    const pizza = parsePythonJson('{"toppings": ["\u{1f345}", 1.0, 1]}');
    const many = Array.from({ length: 60_000 }, () => pizza);
    prepared.json("below/many.json", many, { indent: 4 });
    const text = readFileSync(join(home, "below", "many.json"), "latin1");
    expect(text.length).toBeGreaterThan(3 << 20);
    expect(text === formatPythonJson(many, { indent: 4 })).toBe(true);
    expect(raw.json("below/many.json")).toEqual(many);
  });

  test("leave nothing behind when a value cannot be written", () => {
    const endless = new Map<string, PythonJson>();
    endless.set("again", endless);
    expect(() => prepared.json("broken.json", endless)).toThrow(RangeError);
    expect(existsSync(join(home, "broken.json"))).toBe(false);
    expect(readdirSync(home).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("name a file that is missing, not UTF-8 or not JSON", () => {
    writeFileSync(join(home, "latin.json"), Buffer.from('"\xe9"', "latin1"));
    writeFileSync(join(home, "half.json"), '{"a": ');
    expect(failureOf(() => raw.json("none.json"))).toContain("none.json");
    expect(failureOf(() => raw.json("latin.json"))).toMatch(/UTF-8.*latin\.json/);
    expect(failureOf(() => raw.json("half.json"))).toMatch(/Unexpected end of JSON.*half\.json/);
  });
});
