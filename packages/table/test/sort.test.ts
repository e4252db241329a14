import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { argsortQuicksort, compareText, tableFromColumns } from "../src/index.js";

interface Recorded {
  order?: number[];
  md5?: string;
}
interface RuleCase extends Recorded {
  rule: string;
  size: number;
  distinct: number;
  seed: number;
}
interface Fixture {
  numpy: string;
  cases: RuleCase[];
  adversaries: (Recorded & { keys: number[] })[];
}

const fixture = JSON.parse(readFileSync(new URL("./fixtures/sort.json", import.meta.url), "utf8")) as Fixture;

/** The rules of record_sort.py. */
function keysOf({ rule, size, distinct, seed }: RuleCase): number[] {
  let state = seed;
  const rules: Record<string, (i: number) => number> = {
    random: () => {
      state = (state * 48271) % 2147483647;
      return state % distinct;
    },
    ascending: (i) => Math.floor((i * distinct) / size),
    descending: (i) => Math.floor(((size - 1 - i) * distinct) / size),
    saw: (i) => i % distinct,
    organ: (i) => Math.floor(Math.min(i, size - 1 - i) / distinct),
  };
  return Array.from({ length: size }, (_, i) => rules[rule](i));
}

const outcome = (order: ArrayLike<number>): Recorded => {
  const positions = Array.from(order);
  if (positions.length <= 20) return { order: positions };
  return { md5: createHash("md5").update(positions.join(" ")).digest("hex") };
};
const textOf = (key: number) => String(key).padStart(5, "0");

describe("argsortQuicksort", () => {
  test.each(["random", "ascending", "descending", "saw", "organ"])(
    "leaves ties of %s keys in NumPy's order",
    (rule) => {
      const cases = fixture.cases.filter((entry) => entry.rule === rule);
      expect(cases.length).toBeGreaterThan(100);
      for (const entry of cases) {
        const keys = keysOf(entry);
        const { rule, size, distinct, seed, ...expected } = entry;
        const order = argsortQuicksort(size, (a, b) => keys[a] < keys[b]);
        expect(outcome(order), `${size} keys, ${distinct} distinct, seed ${seed}`).toEqual(expected);
      }
    },
  );

  test("falls back on heapsort where NumPy does", () => {
    for (const { keys, ...expected } of fixture.adversaries) {
      const order = argsortQuicksort(keys.length, (a, b) => keys[a] < keys[b]);
      expect(outcome(order), `${keys.length} keys`).toEqual(expected);
    }
  });
});

describe("sortOrder", () => {
  test("orders rows of a text column as NumPy orders objects", () => {
    for (const { keys, ...expected } of fixture.adversaries) {
      const table = tableFromColumns({ id: { dtype: "object", values: keys.map(textOf) } });
      expect(outcome(table.sortOrder("id"))).toEqual(expected);
    }
    for (const entry of fixture.cases.filter(({ size }) => size === 100 || size === 10000)) {
      const { rule, size, distinct, seed, ...expected } = entry;
      const table = tableFromColumns({ id: { dtype: "object", values: keysOf(entry).map(textOf) } });
      expect(
        outcome(table.sortOrder("id")),
        `${size} ${rule} keys, ${distinct} distinct, seed ${seed}`,
      ).toEqual(expected);
    }
  });

  test("puts rows without a value last, in their own order", () => {
    const table = tableFromColumns({ id: { dtype: "object", values: [null, "b", null, "a", "b", null] } });
    expect(Array.from(table.sortOrder("id"))).toEqual([3, 1, 4, 0, 2, 5]);
  });
});

test("compareText orders by code point, as Python does", () => {
  const ascending = [
    "",
    "A",
    "Z",
    "a",
    "aa",
    "é",
    "\ud83d",
    "\ud83d\ud83d",
    "\ude00",
    "\uffff",
    "😀",
    "😀a",
    "😁",
  ];
  for (const [i, a] of ascending.entries()) {
    for (const [j, b] of ascending.entries())
      expect(Math.sign(compareText(a, b)), `${a} and ${b}`).toBe(Math.sign(i - j));
  }
});
