import { expect, test } from "vitest";
import { orderOfNumbers, orderOfStrings } from "../src/rows/radix-order.js";
import { compareText } from "../src/rows/sort.js";

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

test("distinct numbers come out as comparing puts them", () => {
  const random = createRandom(1);
  for (let round = 0; round < 50; round++) {
    const values = Float64Array.from(
      new Set(Array.from({ length: 300 }, () => (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20))),
    );
    if (round % 2 === 0) values[7] = round % 4 === 0 ? Number.POSITIVE_INFINITY : -0;
    const order = orderOfNumbers(values) as Uint32Array;
    expect(Array.from(order, (row) => values[row])).toEqual([...values].sort((a, b) => a - b));
  }
});

test("a number that occurs twice is left to the caller, also as minus zero", () => {
  expect(orderOfNumbers(Float64Array.of(3, 1, 3))).toBeUndefined();
  expect(orderOfNumbers(Float64Array.of(0, 1, -0))).toBeUndefined();
});

test("distinct texts come out by code point", () => {
  const random = createRandom(2);
  const letters = ["a", "b", "é", "ÿ", "_", "0", " ", "~"];
  for (let round = 0; round < 50; round++) {
    const texts = [
      ...new Set(
        Array.from({ length: 400 }, () =>
          Array.from(
            { length: Math.floor(random() * 14) },
            () => letters[Math.floor(random() * letters.length)],
          ).join(""),
        ),
      ),
    ];
    const order = orderOfStrings(texts, compareText) as Uint32Array;
    expect(Array.from(order, (row) => texts[row])).toEqual([...texts].sort(compareText));
  }
});

test("texts that occur twice or are not Latin are left to the caller", () => {
  expect(orderOfStrings(["b", "a", "b"], compareText)).toBeUndefined();
  expect(orderOfStrings(["long enough to tie", "a", "long enough to tie"], compareText)).toBeUndefined();
  expect(orderOfStrings(["ж", "a"], compareText)).toBeUndefined();
});
