import { describe, expect, it } from "vitest";
import { createPythonRandom } from "../src/index.js";
import { md5OfText, readFixture } from "./support.js";

interface Recorded {
  seed: { text: string } | { integer: string };
  random: number[];
  getrandbits: [number, string][];
  randrange: [[number, number, number], number][];
  randint: number[];
  choice: string[];
  shuffles: [number, string][];
  samples: [number, number, string][];
  choices: string[];
  weighted: string[];
  uniform: number[];
  after: number;
}

const recorded = readFixture<Recorded[]>("python-random.json");
const counting = (n: number) => Array.from({ length: n }, (_, i) => i);

describe("createPythonRandom", () => {
  it.each(recorded)("draws what CPython draws with seed $seed", (record) => {
    const seed = "text" in record.seed ? record.seed.text : BigInt(record.seed.integer);
    const random = createPythonRandom(seed);
    const drawn = counting(1000).map(() => random.random());
    expect(drawn.slice(-3)).toEqual(record.random);
    for (const [bits, value] of record.getrandbits) expect(String(random.getrandbits(bits))).toBe(value);
    for (const [parts, value] of record.randrange) {
      expect(random.randrange(...parts), `randrange ${parts}`).toBe(value);
    }
    expect([...counting(5).map(() => random.randint(0, 1009)), random.randint(-3, -3)]).toEqual(
      record.randint,
    );
    expect(counting(10).map(() => random.choice(["1 3 10 5", "-"]))).toEqual(record.choice);
    for (const [n, md5] of record.shuffles) {
      const values = counting(n);
      random.shuffle(values);
      expect(md5OfText(values), `shuffle ${n}`).toBe(md5);
    }
    for (const [n, k, md5] of record.samples) {
      expect(md5OfText(random.sample(counting(n), k)), `sample ${k} of ${n}`).toBe(md5);
    }
    expect(random.choices(["a", "b", "c"], { k: 12 })).toEqual(record.choices);
    expect(random.choices(["a", "b", "c", "d"], { weights: [5, 0, 0.25, 2], k: 40 })).toEqual(
      record.weighted,
    );
    expect([random.uniform(-1.5, 20), random.uniform(4, 1)]).toEqual(record.uniform);
    expect(random.random()).toBe(record.after);
  });

  it("treats a number and the same bigint as one seed, and ignores the sign", () => {
    expect(createPythonRandom(-42).random()).toBe(createPythonRandom(42n).random());
  });

  it("leaves the population it samples as it was", () => {
    const population = counting(20);
    createPythonRandom(0).sample(population, 20);
    expect(population).toEqual(counting(20));
  });

  it("refuses what CPython refuses", () => {
    const random = createPythonRandom(0);
    expect(() => createPythonRandom(0.5)).toThrow("safe integer");
    expect(() => random.choice([])).toThrow("empty");
    expect(() => random.sample([1], 2)).toThrow("Cannot sample 2 of 1");
    expect(() => random.sample([1], -1)).toThrow(RangeError);
    expect(() => random.randrange(0)).toThrow("is empty");
    expect(() => random.randrange(1, 5, 0)).toThrow("step");
    expect(() => random.randint(4, 3)).toThrow("is empty");
    expect(() => random.choices(["a"], { weights: [0] })).toThrow("above 0");
    expect(() => random.choices(["a"], { weights: [1, 2] })).toThrow("2 weights");
  });
});
