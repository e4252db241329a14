import { createRandomState } from "@mlebench/sampling";
import { describe, expect, test } from "vitest";
import {
  type DigitSource,
  distinct,
  hexadecimal,
  hexadecimalIds,
  numbersWithGaps,
  uuid,
} from "../src/index.js";

/** Draws the given digits over and over. */
function drawing(digits: readonly number[]): DigitSource {
  let next = 0;
  const randint = (_low: number, _high: number, size = 1) =>
    Float64Array.from({ length: size }, () => digits[next++ % digits.length]);
  return { randint } as DigitSource;
}

test("digits come in the order of their draws", () => {
  expect(hexadecimal(drawing([0, 10, 15, 9]), 4)).toBe("0af9");
});

test("hexadecimal IDs are new each time, and never read as numbers", () => {
  // 12, 1e and e5 might be numbers, and a1 comes twice.
  const newId = hexadecimalIds(drawing([1, 2, 1, 14, 14, 5, 10, 1, 10, 1, 5, 15]), 2);
  expect([newId(), newId()]).toEqual(["a1", "5f"]);
});

test("distinct values keep the order in which they came first", () => {
  const values = [3, 1, 3, 2, 1];
  expect(distinct(3, () => values.shift())).toEqual([3, 1, 2]);
});

describe.each([0, 1, 2, 3, 4])("with seed %i", (seed) => {
  const random = createRandomState(seed);

  test("UUIDs have version 4 and the right variant", () => {
    for (let i = 0; i < 50; i++) {
      expect(uuid(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  test("numbers ascend by 1 to the largest step", () => {
    const numbers = numbersWithGaps(random, 200, { first: 100, maxStep: 3 });
    expect(numbers[0]).toBeGreaterThanOrEqual(100);
    const steps = numbers.slice(1).map((number, i) => number - numbers[i]);
    expect(new Set(steps)).toEqual(new Set([1, 2, 3]));
  });
});
