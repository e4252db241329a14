import { describe, expect, test } from "vitest";
import { toFiniteFloats } from "../src/index.js";

const texts = (...values: (string | null)[]) => ({ dtype: "object", values }) as const;

describe("toFiniteFloats", () => {
  test("reads text as Python does, in any script", () => {
    expect([...toFiniteFloats("yPred", texts("1_0", " 2.5", "١٢"))]).toEqual([10, 2.5, 12]);
  });

  test("reads truth values as 0 and 1", () => {
    expect([...toFiniteFloats("yPred", { dtype: "bool", values: Uint8Array.of(1, 0) })]).toEqual([1, 0]);
  });

  test.each([
    ["text", texts("1", "abc"), /Invalid number/],
    ["a missing value", texts("1", null), /Missing value/],
    ["infinite text", texts("1", "-inf"), /Infinite value/],
    ["an infinite number", Float64Array.of(1, Number.POSITIVE_INFINITY), /Infinite value/],
    ["NaN", Float64Array.of(1, Number.NaN), /Missing value/],
  ])("refuses %s and names its row", (_, input, message) => {
    expect(() => toFiniteFloats("yPred", input)).toThrow(
      expect.objectContaining({ argument: "yPred", row: 1, message: expect.stringMatching(message) }),
    );
  });
});
