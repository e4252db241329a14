import type { TargetValue } from "@mlebench/core";
import { expect, test } from "vitest";
import { type Guess, randomShares, randomText } from "../src/random-values.js";
import { createSeededRandom } from "../src/seeded-random.js";

const random = createSeededRandom(7, 0);
const blind: Guess = { truth: undefined, column: [], closeness: 0, digits: 8 };

function draws(value: TargetValue, guess: Guess = blind, count = 500): string[] {
  return Array.from({ length: count }, () => randomText(value, guess, random));
}

test("numbers and integers stay in their range and use it", () => {
  const numbers = draws({ type: "number", min: -2, max: 3 }).map(Number);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(3);
  expect(Math.max(...numbers) - Math.min(...numbers)).toBeGreaterThan(4);
  const integers = new Set(draws({ type: "integer", min: 0, max: 4 }));
  expect([...integers].sort()).toEqual(["0", "1", "2", "3", "4"]);
});

test("a number without bounds comes from the range that gold holds", () => {
  const numbers = draws({ type: "number" }, { ...blind, column: ["100", "250", "", "nan"] }).map(Number);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(250);
  expect(Math.max(...numbers)).toBeGreaterThan(200);
});

test("a close guess is near the truth", () => {
  const guess = { truth: "5", column: ["0", "10"], closeness: 1, digits: 8 };
  for (const text of draws({ type: "number", min: 0, max: 10 }, guess))
    expect(Math.abs(Number(text) - 5)).toBeLessThanOrEqual(1);
  expect(new Set(draws({ type: "class", classes: ["a", "b"] }, { ...guess, truth: "b" }))).toEqual(
    new Set(["b"]),
  );
});

test("classes, booleans and labels are those of the schema", () => {
  expect(new Set(draws({ type: "class", classes: [1, 2, "x"] }))).toEqual(new Set(["1", "2", "x"]));
  expect(new Set(draws({ type: "boolean" }))).toEqual(new Set(["True", "False"]));
  for (const text of draws({ type: "labels", classes: ["a", "b", "c", "d"] })) {
    const labels = text.split(" ");
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(["a", "b", "c", "d"]).toContain(label);
  }
});

test("labels of an open domain are words of the gold submission, at most as many as declared", () => {
  const guess = { truth: undefined, column: ["b a", "c", ""], closeness: 0, digits: 8 };
  const texts = draws({ type: "labels", classes: [], most: 2 }, guess);
  const found = new Set(texts.flatMap((text) => text.split(" ")));
  expect(found).toEqual(new Set(["a", "b", "c"]));
  expect(new Set(texts.map((text) => text.split(" ").length))).toEqual(new Set([1, 2]));
});

test("an ordering has the items of the sample submission's cell", () => {
  const guess = { truth: "c b a", sample: "a b c", column: [], closeness: 0, digits: 8 };
  const texts = draws({ type: "ordering" }, guess);
  expect(new Set(texts.map((text) => text.split(" ").toSorted().join(" ")))).toEqual(new Set(["a b c"]));
  expect(new Set(texts).size).toBe(6);
});

test("a sequence has integers of its range with repeats, and the length of one of the gold submission's", () => {
  const guess = { truth: undefined, column: ["1 2 3 4", "2"], closeness: 0, digits: 8 };
  const sequences = draws({ type: "sequence", min: 1, max: 3 }, guess).map((text) => text.split(" "));
  expect(new Set(sequences.map(({ length }) => length))).toEqual(new Set([1, 4]));
  expect(new Set(sequences.flat())).toEqual(new Set(["1", "2", "3"]));
  expect(draws({ type: "sequence", min: 5, max: 5 })).toContain("5 5");
});

test("an empty mask is written as the schema says", () => {
  const texts = draws({ type: "run-lengths", height: 4, width: 4, none: "-" });
  expect(texts).toContain("-");
  expect(texts).not.toContain("");
});

test("boxes carry names of classes, and sizes above 0", () => {
  const fields = ["center_x", "width", "length", "class_name"];
  const texts = draws({ type: "boxes", fields, classes: ["car", "bus"], extent: 10, none: "" });
  const boxes = texts.flatMap((text) => text.match(/\S+ \S+ \S+ \S+/g) ?? []).map((box) => box.split(" "));
  expect(new Set(boxes.map((box) => box[3]))).toEqual(new Set(["car", "bus"]));
  for (const [, width, length] of boxes) expect(Math.min(Number(width), Number(length))).toBeGreaterThan(0);
});

test("shares are never negative and sum to the total, exactly as decimals", () => {
  for (let n = 0; n < 200; n++) {
    const weights = Array.from({ length: 1 + random.below(9) }, () => random.uniform());
    const shares = randomShares(weights, 1, 1_000_000);
    expect(shares.every((share) => Number(share) >= 0)).toBe(true);
    expect(shares.reduce((sum, share) => sum + Math.round(Number(share) * 1e6), 0)).toBe(1_000_000);
  }
});

test("runs ascend, do not touch and stay in the image, also in the smallest ones", () => {
  for (const [height, width] of [
    [20, 30],
    [1, 1],
    [1, 2],
    [3, 1],
  ]) {
    for (const text of draws({ type: "run-lengths", height, width })) {
      const numbers = text === "" ? [] : text.split(" ").map(Number);
      expect(numbers.length % 2).toBe(0);
      let end = 0;
      for (let i = 0; i < numbers.length; i += 2) {
        expect(numbers[i]).toBeGreaterThan(end);
        expect(numbers[i + 1]).toBeGreaterThan(0);
        end = numbers[i] + numbers[i + 1] - 1;
      }
      expect(end).toBeLessThanOrEqual(height * width);
    }
  }
});

test("boxes have as many fields as the schema says, and corners in order", () => {
  const fields = ["class", "confidence", "x_min", "y_min", "x_max", "y_max"];
  const value: TargetValue = { type: "boxes", fields, classes: 14, extent: 1000, none: "14 1 0 0 1 1" };
  const texts = draws(value);
  expect(texts).toContain("14 1 0 0 1 1");
  for (const text of texts.filter((each) => each !== "14 1 0 0 1 1")) {
    const numbers = text.split(" ").map(Number);
    expect(numbers.length % 6).toBe(0);
    for (let i = 0; i < numbers.length; i += 6) {
      expect(numbers[i]).toBeLessThan(14);
      expect(numbers[i + 1]).toBeLessThanOrEqual(1);
      expect(numbers[i + 4]).toBeGreaterThan(numbers[i + 2]);
      expect(numbers[i + 5]).toBeGreaterThan(numbers[i + 3]);
    }
  }
});

test("random for one purpose throw the same again, and others for another purpose", () => {
  const throws = (purpose: number): number[] => {
    const some = createSeededRandom(5, purpose);
    return Array.from({ length: 5 }, () => some.below(1000));
  };
  expect(throws(1)).toEqual(throws(1));
  expect(throws(1)).not.toEqual(throws(2));
  expect(createSeededRandom(5, 1).shuffled([1, 2, 3, 4, 5, 6]).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
});

test("runs of images far smaller than declared end where those of gold do", () => {
  const guess = { truth: undefined, column: ["3 2 90 11", "", "-"], closeness: 0, digits: 8 };
  const texts = draws({ type: "run-lengths", height: 256, width: 256 }, guess);
  const ends = texts
    .map((text) => text.split(" ").slice(-2).map(Number))
    .map(([start, length]) => start + length - 1);
  expect(Math.max(...ends.filter((end) => end > 0))).toBeLessThanOrEqual(100);
  expect(new Set(texts).size).toBeGreaterThan(100);
});
