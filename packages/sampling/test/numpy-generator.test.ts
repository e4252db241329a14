import { describe, expect, it } from "vitest";
import { createGenerator } from "../src/index.js";
import { md5OfBytes, md5OfIntegers, readFixture } from "./support.js";

interface Recorded {
  seed: string | string[];
  random: number[];
  many: string;
  integers: [low: number, high: number, one: number, md5: string][];
  permutations: [n: number, md5: string][];
  list: string[];
  array: string[];
  typed: number[];
  uniform: number[];
  choices: [
    n: number,
    size: number | null,
    replace: boolean,
    shuffle: boolean,
    weighted: boolean,
    drawn: number | string,
  ][];
  normal: number[];
  normals: string;
  after: number;
}

const { weights, records } = readFixture<{ weights: number[]; records: Recorded[] }>("generator.json");

describe("createGenerator", () => {
  it.each(records)("draws what NumPy's default_rng draws with seed $seed", (record) => {
    const { seed } = record;
    const generator = createGenerator(Array.isArray(seed) ? seed.map(BigInt) : BigInt(seed));
    expect(Array.from(generator.random(3))).toEqual(record.random);
    expect(md5OfBytes(generator.random(3000))).toBe(record.many);
    for (const [low, high, one, md5] of record.integers) {
      expect(generator.integers(low, high), `integers ${low} ${high}`).toBe(one);
      expect(md5OfIntegers(generator.integers(low, high, 301)), `integers ${low} ${high}`).toBe(md5);
    }
    for (const [n, md5] of record.permutations) {
      expect(md5OfIntegers(generator.permutation(n)), `permutation ${n}`).toBe(md5);
    }
    const words = ["ant", "bee", "cat", "dog", "eel"];
    generator.shuffle(words);
    expect(words).toEqual(record.list);
    expect(generator.permutation(["a", "b", "c", "d"])).toEqual(record.array);
    const numbers = Float64Array.from({ length: 50 }, (_, i) => i);
    generator.shuffle(numbers);
    expect(Array.from(numbers)).toEqual(record.typed);
    expect([generator.uniform(), ...generator.uniform(1, 100, 3)]).toEqual(record.uniform);
    for (const [n, size, replace, shuffle, weighted, drawn] of record.choices) {
      const options = { replace, shuffle, p: weighted ? weights : undefined };
      const found =
        size === null
          ? generator.choice(n, options)
          : md5OfIntegers(generator.choice(n, { ...options, size }));
      expect(found, JSON.stringify({ n, size, ...options })).toBe(drawn);
    }
    expect([generator.normal(), ...generator.normal(-2.5, 3.25, 5)]).toEqual(record.normal);
    expect(md5OfBytes(generator.normal(0, 1, 100_000))).toBe(record.normals);
    expect(generator.random()).toBe(record.after);
  });

  it("takes a number and the same bigint for one seed", () => {
    expect(createGenerator(7).random()).toBe(createGenerator(7n).random());
  });

  it("chooses members of an array at the positions it would choose", () => {
    const letters = ["a", "b", "c", "d", "e"];
    const positions = createGenerator(3).choice(5, { size: 3, replace: false });
    const members = createGenerator(3).choice(letters, { size: 3, replace: false });
    expect(members).toEqual(Array.from(positions, (position) => letters[position]));
  });

  it("refuses what NumPy refuses", () => {
    expect(() => createGenerator(-1)).toThrow("at least 0");
    expect(() => createGenerator(0.5)).toThrow(RangeError);
    expect(() => createGenerator([1, -2n])).toThrow(RangeError);
    const generator = createGenerator(0);
    expect(() => generator.integers(1, 1)).toThrow("low < high");
    expect(() => generator.choice([])).toThrow("empty");
    expect(() => generator.choice(3, { size: 4, replace: false })).toThrow("Cannot choose 4 of 3");
    expect(() => generator.normal(0, Number.NaN)).toThrow("at least 0");
  });
});
