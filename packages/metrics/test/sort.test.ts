import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argsort, argsortDescending } from "../src/sort.js";

/** Few different values, so that many are equal, and short and long lists, which are sorted in different ways. */
const few = fc.constantFrom(0, -0, 1, -1, 0.5, 1e-300, -1e300, Number.POSITIVE_INFINITY, -Infinity);
const lists = (value: fc.Arbitrary<number>) =>
  fc.oneof(fc.array(value, { maxLength: 30 }), fc.array(value, { minLength: 250, maxLength: 700 }));

const positions = (values: readonly number[]) => [...values.keys()];

describe("argsort", () => {
  test("gives the order of a stable sort", () => {
    fc.assert(
      fc.property(lists(fc.oneof(few, fc.double({ noNaN: true }))), (values) => {
        const stable = positions(values).sort(
          (a, b) => Number(values[a] > values[b]) - Number(values[a] < values[b]),
        );
        expect([...argsort(values)]).toEqual(stable);
      }),
      { numRuns: 300 },
    );
  });
});

describe("argsortDescending", () => {
  test("gives the order of a stable sort, NaN last", () => {
    fc.assert(
      fc.property(lists(fc.oneof(few, fc.double(), fc.constant(Number.NaN))), (values) => {
        const numbers = positions(values).filter((i) => !Number.isNaN(values[i]));
        const stable = numbers.sort((a, b) => Number(values[a] < values[b]) - Number(values[a] > values[b]));
        const missing = positions(values).filter((i) => Number.isNaN(values[i]));
        expect([...argsortDescending(Float64Array.from(values))]).toEqual([...stable, ...missing]);
      }),
      { numRuns: 300 },
    );
  });
});
