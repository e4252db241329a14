import { desc, table as makeTable, op } from "arquero";
import { describe, expect, test } from "vitest";
import { fromArquero, toArquero } from "../src/arquero.js";
import { type Column, formatCsv, readCsvBytes, tableFromColumns } from "../src/index.js";

const sample: Record<string, Column> = {
  id: { dtype: "int64", values: Float64Array.of(3, 1, 2) },
  big: { dtype: "int64", values: BigInt64Array.of(2n ** 60n, 1n, -(2n ** 63n)) },
  unsigned: { dtype: "uint64", values: BigUint64Array.of(2n ** 64n - 1n, 0n, 1n) },
  score: { dtype: "float64", values: Float64Array.of(1, Number.NaN, 0.5) },
  flag: { dtype: "bool", values: Uint8Array.of(1, 0, 1) },
  name: { dtype: "object", values: ["b", null, "a"] },
};

describe("to arquero", () => {
  test("shares the memory of numbers", async () => {
    const columns = await toArquero(tableFromColumns(sample));
    expect(columns.numRows()).toBe(3);
    expect(columns.column("id")).toBe(sample.id.values);
    expect(columns.column("score")).toBe(sample.score.values);
    expect(columns.column("big")).toBe(sample.big.values);
  });

  test("shows booleans and missing text as such", async () => {
    const columns = await toArquero(tableFromColumns(sample));
    expect(columns.objects()[1]).toEqual({
      id: 1,
      big: 1n,
      unsigned: 0n,
      score: Number.NaN,
      flag: false,
      name: null,
    });
    expect(columns.filter((d: { flag: boolean }) => d.flag).numRows()).toBe(2);
  });

  test("keeps the order of columns with numbers as names", async () => {
    const table = readCsvBytes(Buffer.from("b,1,0\n5,6,7\n"));
    const columns = await toArquero(table);
    expect(columns.columnNames()).toEqual(["b", "1", "0"]);
    expect(formatCsv(fromArquero(columns))).toBe("b,1,0\n5,6,7\n");
  });
});

describe("from arquero", () => {
  test("gives back the same table", async () => {
    const table = tableFromColumns(sample);
    const back = fromArquero(await toArquero(table));
    for (const [name, column] of Object.entries(sample)) expect(back.column(name), name).toBe(column);
  });

  test("applies filter and order, and keeps the types", async () => {
    const columns = await toArquero(tableFromColumns(sample));
    const back = fromArquero(columns.filter((d: { id: number }) => d.id > 1).orderby("id"));
    expect(back.length).toBe(2);
    expect(back.column("id")).toEqual({ dtype: "int64", values: Float64Array.of(2, 3) });
    expect(back.column("big")).toEqual({ dtype: "int64", values: BigInt64Array.of(-(2n ** 63n), 2n ** 60n) });
    expect(back.column("unsigned")).toEqual({
      dtype: "uint64",
      values: BigUint64Array.of(1n, 2n ** 64n - 1n),
    });
    expect(back.column("score")).toEqual({ dtype: "float64", values: Float64Array.of(0.5, 1) });
    expect(back.column("flag")).toEqual({ dtype: "bool", values: Uint8Array.of(1, 1) });
    expect(back.column("name")).toEqual({ dtype: "object", values: ["a", "b"] });
  });

  test("keeps a float column of integers a float column", async () => {
    const table = tableFromColumns({ x: { dtype: "float64", values: Float64Array.of(2, 1) } });
    const back = fromArquero((await toArquero(table)).orderby(desc("x")));
    expect(formatCsv(back)).toBe("x\n2.0\n1.0\n");
  });

  test("infers the types of computed columns, or takes the given ones", async () => {
    const columns = makeTable({
      int: [1, 2],
      float: [1, 2.5],
      holes: [1, null],
      flag: [true, false],
      text: ["x", undefined],
      mixed: [1, "x"],
      bytes: Uint8Array.of(1, 2),
      single: Float32Array.of(1, 2),
      told: [1, 2],
    });
    const back = fromArquero(columns, { dtypes: { told: "float64" } });
    const dtypes = Object.fromEntries(back.names.map((name) => [name, back.column(name).dtype]));
    expect(dtypes).toEqual({
      int: "int64",
      float: "float64",
      holes: "float64",
      flag: "bool",
      text: "object",
      mixed: "object",
      bytes: "int64",
      single: "float64",
      told: "float64",
    });
    expect(back.column("text").values).toEqual(["x", null]);
    expect(back.column("holes").values).toEqual(Float64Array.of(1, Number.NaN));
  });

  test("takes an aggregate", async () => {
    const table = readCsvBytes(Buffer.from("g,v\nb,1\na,2\nb,3\n"));
    const sums = (await toArquero(table))
      .groupby("g")
      .rollup({ total: op.sum("v") })
      .orderby("g");
    expect(formatCsv(fromArquero(sums))).toBe("g,total\na,2\nb,4\n");
  });

  test("names the column and row of a value that does not fit", () => {
    const columns = makeTable({ n: [1, 2.5] });
    expect(() => fromArquero(columns, { dtypes: { n: "int64" } })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ column: "n", row: 2 }) }),
    );
    expect(() => fromArquero(makeTable({ d: [new Date(0)] }))).toThrow("Invalid value in the arquero table");
    expect(() => fromArquero(makeTable({ u: [-1n] }), { dtypes: { u: "uint64" } })).toThrow(
      "Invalid value in the arquero table",
    );
  });
});
