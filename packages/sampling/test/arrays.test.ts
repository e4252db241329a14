import { describe, expect, it } from "vitest";
import { upperBound } from "../src/arrays.js";

describe("upperBound", () => {
  it("goes past equal values, and never past the end it is given", () => {
    const sorted = [0, 0.25, 0.25, 1];
    expect([-1, 0, 0.1, 0.25, 0.5, 1, 2].map((value) => upperBound(sorted, value))).toEqual([
      0, 1, 1, 3, 3, 4, 4,
    ]);
    expect(upperBound(sorted, 2, 3)).toBe(3);
  });
});
