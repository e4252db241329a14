import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { incompleteBeta } from "../../src/statistics/beta.js";
import {
  type Correlation,
  partialCorrelation,
  pearson,
  ranks,
  spearman,
} from "../../src/statistics/correlation.js";
import { permutationTest } from "../../src/statistics/resampling.js";

interface Recorded {
  name: string;
  x: number[];
  y: number[];
  z: number[];
  pearson: { r: number | null; p: number | null };
  spearman: { r: number | null; p: number | null };
  ranks: number[];
  partial?: { r: number; p: number } | null;
  permutation?: number;
}

const recorded = JSON.parse(
  readFileSync(new URL("../fixtures/statistics.json", import.meta.url), "utf8"),
) as {
  cases: Recorded[];
  beta: { x: number; y: number; a: number; b: number; value: number }[];
};

function expectClose(
  found: Correlation,
  { r, p }: { r: number | null; p: number | null },
  tolerance = 1e-12,
): void {
  if (r === null) expect(found.r).toBeNaN();
  else expect(Math.abs(found.r - r)).toBeLessThanOrEqual(tolerance);
  if (p === null) expect(found.p).toBeNaN();
  else expect(Math.abs(found.p - p)).toBeLessThanOrEqual(tolerance);
}

describe.each(recorded.cases.map((one) => [one.name, one] as const))("of %s", (_, one) => {
  test("Pearson and Spearman are SciPy's", () => {
    expectClose(pearson(one.x, one.y), one.pearson);
    expectClose(spearman(one.x, one.y), one.spearman);
    expect(ranks(one.x)).toEqual(one.ranks);
  });

  test.runIf(one.partial)("the partial correlation is that of least squares", () => {
    expectClose(partialCorrelation(one.x, one.y, one.z), one.partial ?? { r: null, p: null }, 1e-11);
  });

  test.runIf(one.permutation !== undefined)("all permutations are counted", () => {
    const found = permutationTest(one.x, one.y, { seed: 0 });
    expect(found.exact).toBe(true);
    expect(found.p).toBeCloseTo(one.permutation ?? 0, 12);
  });
});

test("small p-values agree in their digits too", () => {
  for (const { x, y, pearson: expected } of recorded.cases) {
    if (expected.p === null || expected.p === 0) continue;
    expect(Math.abs(pearson(x, y).p / expected.p - 1)).toBeLessThan(1e-9);
  }
});

test("the incomplete beta function is SciPy's", () => {
  for (const { x, y, a, b, value } of recorded.beta)
    expect(Math.abs(incompleteBeta(x, y, a, b) - value)).toBeLessThanOrEqual(1e-12);
});

test("the order and the units of values do not matter", () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -9, max: 9 })), {
    minLength: 3,
    maxLength: 20,
  });
  fc.assert(
    fc.property(values, (pairs) => {
      // Multiples of a thousandth: among numbers near the smallest there is nothing to compute with.
      const [x, y] = [pairs.map(([a]) => a / 1000), pairs.map(([, b]) => b)];
      const { r, p } = pearson(x, y);
      const reversed = pearson([...x].reverse(), [...y].reverse());
      const swapped = pearson(
        y,
        x.map((value) => value * 4),
      );
      if (Number.isNaN(r)) expect([reversed.r, swapped.r]).toEqual([r, r]);
      else {
        expect(Math.max(Math.abs(reversed.r - r), Math.abs(swapped.r - r))).toBeLessThan(1e-9);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }
    }),
  );
});
