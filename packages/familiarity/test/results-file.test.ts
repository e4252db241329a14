import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { readResults, splitKey, writeResults } from "../src/index.js";
import { directoryWith, removeDirectories } from "./harness-files.js";

afterEach(removeDirectories);

const fixture = fileURLToPath(new URL("fixtures/results.json", import.meta.url));

test("results are read and written byte for byte as Python does", () => {
  const results = readResults(fixture);
  expect(results["spaceship-titanic_seed0"]?.familiarity_scores["post é 🦊.txt"]).toBe(1e-5);
  const path = join(directoryWith({}), "results.json");
  const key = "AI4Code_seed10";
  writeResults(path, { ...results, [key]: { ...results[key], mean_familiarity_score: Number.NaN } });
  expect(readFileSync(path, "utf8")).toBe(readFileSync(fixture, "utf8"));
});

test("the seed is the last part of a key", () => {
  expect(splitKey("a_seed1_seed20")).toEqual({ id: "a_seed1", seed: 20 });
});

test.each([
  ["{", "Invalid JSON in the familiarity results"],
  ["[]", "Invalid familiarity results"],
  ['{"a": {}}', "Invalid familiarity result `a`"],
  ['{"a_seed0": null}', "Invalid familiarity result `a_seed0`"],
])("%s is an error", (text, message) => {
  expect(() => readResults(join(directoryWith({ "r.json": text }), "r.json"))).toThrow(message);
});
