import { expect, test } from "vitest";
import { hasCsvSuffix, pathlibSpelling } from "../src/submission-path.js";

// What Python 3.11's pathlib says: [path, str(Path(path)), Path(path).suffix.lower() == ".csv"].
test.each([
  ["a.csv", "a.csv", true],
  [".csv", ".csv", false],
  ["..csv", "..csv", true],
  [".a.csv", ".a.csv", true],
  ["a.CSV", "a.CSV", true],
  ["a.csv.", "a.csv.", false],
  ["a.csv/", "a.csv", true],
  ["x/.csv", "x/.csv", false],
  ["//a/b", "//a/b", false],
  ["///a", "/a", false],
  ["./a/../b.csv", "a/../b.csv", true],
  ["", ".", false],
  [".", ".", false],
  ["a//b", "a/b", false],
  ["a.csv\n", "a.csv\n", false],
])("%j is spelt %j", (path, spelling, csv) => {
  expect(pathlibSpelling(path)).toBe(spelling);
  expect(hasCsvSuffix(pathlibSpelling(path))).toBe(csv);
});
