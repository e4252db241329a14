import { describe, expect, test } from "vitest";
import { type Column, factorize, formatCsv, integers, range, tableFromColumns } from "../src/index.js";

const csv = (table: Parameters<typeof formatCsv>[0]): string => Buffer.from(formatCsv(table)).toString();

describe("columns of integers", () => {
  test("come from any numbers, or from a range without its end", () => {
    expect(integers(new Set([7, -1])).values).toEqual(Float64Array.of(7, -1));
    expect(range(1, 4).values).toEqual(Float64Array.of(1, 2, 3));
    expect(range(4, 4).values.length).toBe(0);
    expect(range(4, 1).values.length).toBe(0);
  });

  test.each<[string, Column, number[], number]>([
    [
      "floats, missing ones alike",
      { dtype: "float64", values: Float64Array.of(5, Number.NaN, 5, 3, Number.NaN, -0, 0) },
      [0, 1, 0, 2, 1, 3, 3],
      4,
    ],
    [
      "integers beyond doubles",
      { dtype: "int64", values: BigInt64Array.of(2n ** 53n + 1n, 2n ** 53n, 2n ** 53n + 1n) },
      [0, 1, 0],
      2,
    ],
    [
      "several types, numbers apart from their spelling",
      { dtype: "object", values: ["1", 1n, null, true, 1, "1", null, 0] },
      [0, 1, 2, 1, 1, 0, 2, 3],
      4,
    ],
  ])("number values by first appearance: %s", (_, column, codes, count) => {
    expect(factorize(column)).toEqual({ codes: Float64Array.from(codes), count });
  });
});

test("a table is made of columns and lists of text", () => {
  const table = tableFromColumns({ id: ["a", "b"], n: range(0, 2) });
  expect(table.dtype("id")).toBe("object");
  expect(csv(table)).toBe("id,n\na,0\nb,1\n");
});

test("several columns get one value, in their place or behind", () => {
  const table = tableFromColumns({ x: integers([1, 2]), id: ["a", "b"] });
  expect(csv(table.fill(["x", "y"], 0.5))).toBe("x,id,y\n0.5,a,0.5\n0.5,b,0.5\n");
});
