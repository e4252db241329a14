import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { directoryEntries, entriesBelow, hasEntries } from "../src/entries.js";
import { scratchDirectory } from "./scratch.js";

test("lists entries one by one, those below too, and follows no links", () => {
  const directory = scratchDirectory();
  mkdirSync(join(directory, "a/b"), { recursive: true });
  for (const name of ["1", "a/2", "a/b/3"]) writeFileSync(join(directory, name), "");
  symlinkSync("a", join(directory, "link"));
  expect(Array.from(directoryEntries(directory), ({ name }) => name).sort()).toEqual(["1", "a", "link"]);
  const below = Array.from(entriesBelow(directory), ({ path }) => path);
  expect([...below].sort()).toEqual(["1", "a", "a/2", "a/b", "a/b/3", "link"]);
  expect(below.indexOf("a")).toBeLessThan(below.indexOf("a/b/3"));
});

test("knows an empty directory", () => {
  const directory = scratchDirectory();
  expect(hasEntries(directory)).toBe(false);
  mkdirSync(join(directory, "a"));
  expect(hasEntries(directory)).toBe(true);
  expect(() => hasEntries(join(directory, "none"))).toThrow("ENOENT");
});
