import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadPythonParser } from "../src/python-parser.js";
import { parseSyntaxNodes, type SyntaxNodes } from "../src/syntax-nodes.js";
import { cachedNodes } from "../src/token-cache.js";
import { fixture, temporaryDirectory, write } from "./workspace.js";

async function counting(): Promise<{ parse: (text: string) => SyntaxNodes; count: () => number }> {
  const parser = await loadPythonParser();
  let calls = 0;
  return {
    parse: (text) => {
      calls += 1;
      return parseSyntaxNodes(parser, text);
    },
    count: () => calls,
  };
}

const onlyFile = (directory: string): string => {
  const [name] = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((one) =>
    one.endsWith(".gz"),
  );
  return join(directory, name ?? "missing");
};

describe("the cache of tokens", () => {
  test("returns what was computed, without computing it again", async () => {
    const directory = join(temporaryDirectory(), "cache");
    const { parse, count } = await counting();
    const text = fixture("unicode.py");
    const first = cachedNodes(directory, text, parse);
    expect(cachedNodes(directory, text, parse)).toEqual(first);
    expect(count()).toBe(1);
    cachedNodes(directory, `${text} `, parse);
    expect(count()).toBe(2);
  });

  test.each([
    ["empty", () => Buffer.alloc(0)],
    ["text", () => Buffer.from("no gzip")],
  ])("replaces a damaged file: %s", async (_name, content) => {
    const directory = temporaryDirectory();
    const { parse, count } = await counting();
    const first = cachedNodes(directory, "x = 1\n", parse);
    writeFileSync(onlyFile(directory), content());
    expect(cachedNodes(directory, "x = 1\n", parse)).toEqual(first);
    expect(cachedNodes(directory, "x = 1\n", parse)).toEqual(first);
    expect(count()).toBe(2);
  });

  test("is done without where nothing can be written", async () => {
    const file = write(join(temporaryDirectory(), "file"), "");
    const { parse } = await counting();
    expect(cachedNodes(join(file, "cache"), "x = 1\n", parse).types).toContain("assignment");
  });
});
