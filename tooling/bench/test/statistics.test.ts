import { describe, expect, test } from "vitest";
import { costOfEach, sizeText } from "../cost-growth.mjs";
import { floorSeconds } from "../floors.mjs";
import { bytesPerItem, pairRatios, spread, summarize } from "../statistics.mjs";
import { judge } from "../targets.mjs";

describe("spread", () => {
  test("has the middle of an odd number of values and the mean of the two middle ones of an even number", () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, values: [5, 1, 3] });
    expect(spread([4, 1, 2, 9])).toMatchObject({ median: 3, min: 1, max: 9 });
  });

  test("leaves out what was not measured", () => {
    expect(spread([undefined, 2, Number.NaN])).toMatchObject({ median: 2, values: [2] });
    expect(spread([undefined])).toBeUndefined();
  });
});

describe("runs of a program", () => {
  test("have a spread for each figure that was measured", () => {
    const found = summarize([
      { wall: 1, cpu: 2 },
      { wall: 3, cpu: 2 },
    ]);
    expect(found).toMatchObject({ wall: { median: 2, min: 1, max: 3 }, cpu: { median: 2 } });
    expect(Object.keys(found)).toEqual(["wall", "cpu"]);
  });

  test("are compared round by round, so that a slow minute cancels out", () => {
    const ours = [{ cpu: 1 }, { cpu: 10 }, { cpu: 1 }];
    const theirs = [{ cpu: 4 }, { cpu: 40 }, { cpu: 5 }];
    expect(pairRatios(ours, theirs)).toEqual({
      cpu: { median: 0.25, min: 0.2, max: 0.25, values: [0.25, 0.25, 0.2] },
    });
  });

  test("have no ratio to a time of zero", () => {
    expect(pairRatios([{ cpu: 1 }], [{ cpu: 0 }])).toEqual({});
  });
});

test("memory of an item is what a large workload needs beyond a small one", () => {
  expect(bytesPerItem({ bytes: 5_000_000, items: 11_000 }, { bytes: 3_000_000, items: 1000 })).toBe(200);
});

test("costs of growth leave out the smallest size", () => {
  const points = [
    { size: 1000, cpu: 1, memory: 50e6 },
    { size: 11_000, cpu: 1.02, memory: 51e6 },
  ];
  const [each, ...more] = costOfEach(points);
  expect(more).toEqual([]);
  expect(each.size).toBe(11_000);
  expect(each.microseconds).toBeCloseTo(2, 9);
  expect(each.bytes).toBe(100);
});

test("sizes are written as powers of ten where they are", () => {
  expect([10_000, 1e7, 12_000].map(sizeText)).toEqual(["10⁴", "10⁷", "12,000"]);
});

test("the floor is the sum of starting, reading, copying, and hashing", () => {
  const floors = { start: 0.05, read: 1e9, copy: 2e9, md5: 5e8 };
  expect(floorSeconds(floors, { read: 1e8, copied: 2e8, hashed: 1e8 })).toBeCloseTo(
    0.05 + 0.1 + 0.1 + 0.2,
    12,
  );
  expect(floorSeconds(floors, { starts: 0 })).toBe(0);
});

describe("targets", () => {
  const at = (median: number) => ({ median, min: median, max: median, values: [median] });

  test("are reached by a median at the limit, and missed above it", () => {
    const goal = { target: { cpu: 0.2, wall: 0.2 }, limit: { memory: 1e9 } };
    const measured = { ours: { memory: at(1.1e9) }, ratios: { cpu: at(0.2), wall: at(0.21) } };
    expect(judge(goal, measured)).toEqual([
      { text: "≤ 0.2 × wall", reached: false },
      { text: "≤ 0.2 × cpu", reached: true },
      { text: "≤ 1 GB", reached: false },
    ]);
  });

  test("say nothing about what was not measured", () => {
    expect(judge({ target: { cpu: 0.2 }, bytesPerItem: 200 }, { ours: {} })).toEqual([]);
    expect(judge({ bytesPerItem: 200 }, { ours: {}, perItem: 150 })).toEqual([
      { text: "≤ 200 bytes each", reached: true },
    ]);
  });
});
