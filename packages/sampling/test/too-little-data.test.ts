import { expect, test } from "vitest";
import { createRandomState, trainTestSplit, trainTestSplitIndices } from "../src/index.js";

const tooLittle = expect.objectContaining({ code: "too-little-data" });
const seeded = { randomState: 0 };

test.each<[string, () => unknown]>([
  ["dividing one row", () => trainTestSplit(["a"], { ...seeded, testSize: 0.1 })],
  ["dividing nothing", () => trainTestSplitIndices(0, { ...seeded, testSize: 0.1 })],
  ["as many rows for testing as there are", () => trainTestSplitIndices(5, { ...seeded, testSize: 5 })],
  ["stratifying a class of one", () => trainTestSplitIndices(3, { ...seeded, stratify: ["a", "a", "b"] })],
  ["choosing more than there is", () => createRandomState(0).choice(2, { size: 3, replace: false })],
])("%s fails with a code that tells it from a wrong call", (_, work) => {
  expect(work).toThrow(RangeError);
  expect(work).toThrow(tooLittle);
});

test("a wrong call has no such code", () => {
  expect(() => trainTestSplitIndices(5, { testSize: 0.2 })).toThrow(
    expect.not.objectContaining({ code: "too-little-data" }),
  );
});
