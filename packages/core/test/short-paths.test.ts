import { expect, test } from "vitest";
import { shortPaths } from "../src/index.js";

test.each([
  [["/runs/g/a_1/submission/submission.csv"], ["a_1"]],
  [
    ["/runs/g/a_1/submission/submission.csv", "/runs/h/b_2/submission/submission.csv"],
    ["g/a_1", "h/b_2"],
  ],
  [
    ["/x/a.csv", "/x/y/b.csv"],
    ["a.csv", "y/b.csv"],
  ],
  [
    ["a.csv", null],
    ["a.csv", "none"],
  ],
  [
    [null, "/r/a/submission/submission.csv"],
    ["none", "a"],
  ],
  [
    ["/x/a.csv", "/x/a.csv"],
    ["a.csv", "a.csv"],
  ],
  [[], []],
])("%j", (paths, expected) => {
  expect(shortPaths(paths, /\/submission\/submission\.csv$/)).toEqual(expected);
});
