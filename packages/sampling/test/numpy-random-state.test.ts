import { describe, expect, it } from "vitest";
import { createRandomState, type RandomStateSeed } from "../src/index.js";
import { md5OfBytes, md5OfIntegers, readFixture } from "./support.js";

interface Summary {
  length: number;
  md5: string;
  head: number[];
  tail: number[];
}

interface Stream {
  seed: RandomStateSeed;
  random: number[];
  many: { md5: string; head: number[] };
  randint: { low: number; high: number; one: number; many: Summary }[];
  uniform: number[];
  shuffled: string[];
  permuted: string[];
  shuffledNumbers: number[];
  after: number;
}

interface Recorded {
  permutations: ({ seed: RandomStateSeed; n: number } & Summary)[];
  streams: Stream[];
  probabilities: Record<string, number[]>;
  choices: {
    seed: number;
    n: number;
    size: number | null;
    replace: boolean;
    p: string | null;
    drawn: number | number[];
    after: number;
  }[];
  normals: { seed: number; three: number[]; random: number; scaled: number[]; after: number }[];
  binomials: { seed: number; n: number; p: number; drawn: number[]; after: number }[];
  multinomials: { seed: number; n: number; p: number[]; one: number[]; many: number[][]; after: number }[];
}

const recorded = readFixture<Recorded>("random-state.json");

function summaryOf(values: ArrayLike<number>): Summary {
  const list = Array.from(values);
  return { length: list.length, md5: md5OfIntegers(list), head: list.slice(0, 3), tail: list.slice(-3) };
}

describe("createRandomState", () => {
  it("permutes as NumPy does, for every recorded seed and length", () => {
    for (const { seed, n, ...expected } of recorded.permutations) {
      const found = summaryOf(createRandomState(seed).permutation(n));
      expect(found, `seed ${String(seed).slice(0, 20)}, n ${n}`).toEqual(expected);
    }
  });

  it("draws one long mixed stream as NumPy does", () => {
    for (const stream of recorded.streams) {
      const state = createRandomState(stream.seed);
      expect(Array.from(state.random(5))).toEqual(stream.random);
      expect(md5OfBytes(state.random(2000))).toBe(stream.many.md5);
      for (const { low, high, one, many } of stream.randint) {
        expect(state.randint(low, high), `randint ${low} ${high}`).toBe(one);
        expect(summaryOf(state.randint(low, high, 300)), `randint ${low} ${high}`).toEqual(many);
      }
      const uniform = [state.uniform(), state.uniform(-3, 11.5), ...state.uniform(1e-3, 1e9, 4)];
      expect(uniform).toEqual(stream.uniform);
      const words = ["ant", "bee", "cat", "dog", "eel"];
      state.shuffle(words);
      expect(words).toEqual(stream.shuffled);
      expect(state.permutation(["a", "b", "c", "d"])).toEqual(stream.permuted);
      const numbers = Float64Array.from({ length: 50 }, (_, i) => i);
      state.shuffle(numbers);
      expect(Array.from(numbers)).toEqual(stream.shuffledNumbers);
      expect(state.random()).toBe(stream.after);
    }
  });

  it("chooses as NumPy does, with and without replacement and probabilities", () => {
    for (const { seed, n, size, replace, p, drawn, after } of recorded.choices) {
      const state = createRandomState(seed);
      const options = { replace, p: p === null ? undefined : recorded.probabilities[p] };
      const found =
        size === null ? state.choice(n, options) : Array.from(state.choice(n, { ...options, size }));
      expect(found, JSON.stringify({ seed, n, size, replace, p })).toEqual(drawn);
      expect(state.random()).toBe(after);
    }
  });

  it("chooses members of an array at the positions it would choose", () => {
    const letters = ["a", "b", "c", "d", "e"];
    const positions = createRandomState(3).choice(5, { size: 3, replace: false });
    const members = createRandomState(3).choice(letters, { size: 3, replace: false });
    expect(members).toEqual(Array.from(positions, (position) => letters[position]));
  });

  it("draws NumPy's normals, and keeps the second of a pair for the next call", () => {
    for (const { seed, three, random, scaled, after } of recorded.normals) {
      const state = createRandomState(seed);
      expect(Array.from(state.standardNormal(3))).toEqual(three);
      expect(state.random()).toBe(random);
      expect(Array.from(state.normal(-2.5, 3.25, scaled.length))).toEqual(scaled);
      expect(state.random()).toBe(after);
    }
  });

  it("draws NumPy's binomials and multinomials", () => {
    for (const { seed, n, p, drawn, after } of recorded.binomials) {
      const state = createRandomState(seed);
      expect(Array.from(state.binomial(n, p, drawn.length)), `binomial ${seed} ${n} ${p}`).toEqual(drawn);
      expect(state.random()).toBe(after);
    }
    for (const { seed, n, p, one, many, after } of recorded.multinomials) {
      const state = createRandomState(seed);
      expect(Array.from(state.multinomial(n, p)), `multinomial ${seed} ${n}`).toEqual(one);
      expect(state.multinomial(n, p, many.length).map((counts) => Array.from(counts))).toEqual(many);
      expect(state.random()).toBe(after);
    }
  });

  it("leaves the array it permutes as it was", () => {
    const values = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    const permuted = createRandomState(0).permutation(values);
    expect(Array.from(values)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(permuted).toBeInstanceOf(Int32Array);
    expect(Array.from(permuted)).not.toEqual(Array.from(values));
  });

  it("refuses seeds, ranges and probabilities that NumPy refuses", () => {
    expect(() => createRandomState(-1)).toThrow("from 0 to 4294967295");
    expect(() => createRandomState(2 ** 32)).toThrow(RangeError);
    expect(() => createRandomState(1.5)).toThrow(RangeError);
    expect(() => createRandomState([])).toThrow("empty");
    expect(() => createRandomState([1, -1])).toThrow(RangeError);
    const state = createRandomState(0);
    expect(() => state.randint(3, 3)).toThrow("low < high");
    expect(() => state.randint(0.5, 3)).toThrow(RangeError);
    expect(() => state.permutation(-1)).toThrow(RangeError);
    expect(() => state.normal(0, -1)).toThrow("at least 0");
    expect(() => state.binomial(-1, 0.5)).toThrow(RangeError);
    expect(() => state.binomial(1, 1.5)).toThrow("in [0, 1]");
    expect(() => state.multinomial(3, [0.9, 0.9, 0])).toThrow("at most 1");
    expect(() => state.choice(0)).toThrow("empty");
    expect(() => state.choice([])).toThrow("empty");
    expect(() => state.choice(3, { size: 4, replace: false })).toThrow("Cannot choose 4 of 3");
    expect(() => state.choice(3, { p: [0.5, 0.5] })).toThrow("2 probabilities for a population of 3");
    expect(() => state.choice(2, { p: [0.5, 0.6] })).toThrow("Expected 1");
    expect(() => state.choice(2, { p: [1.5, -0.5] })).toThrow("not negative");
    expect(() => state.choice(2, { p: [1, 0], size: 2, replace: false })).toThrow("fewer than 2");
  });
});
