import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CsvTextOptions, type CsvWriteOptions, formatCsv, readCsvBytes, Table } from "../src/index.js";

type Case = readonly [text: string, options: CsvTextOptions & CsvWriteOptions, written: string];
// Other cases than the recorded ones, see record_csv_options.py.
const path = process.env.CSV_OPTIONS_CASES ?? new URL("fixtures/csv-options.json", import.meta.url);
const cases = JSON.parse(readFileSync(path, "utf8")) as readonly Case[];

const everySecondFromTheEnd = (table: Table): Table =>
  table.take(Array.from({ length: Math.ceil(table.length / 2) }, (_, i) => table.length - 1 - 2 * i));

/** The same table with its values in memory instead of in the file's bytes. */
const inMemory = (table: Table): Table =>
  new Table(
    table.references.map((reference, i) => ({
      ...reference,
      data: { kind: "memory", column: table.columnAt(i) } as const,
      rows: undefined,
    })),
    table.length,
    table.origin,
  );

test("text columns, float formats and row numbers are as pandas has them, from bytes and from memory", () => {
  expect(cases.length).toBeGreaterThanOrEqual(500);
  for (const [text, options, written] of cases) {
    const table = readCsvBytes(Buffer.from(text), "raw", options);
    const name = JSON.stringify([text, options]);
    expect(formatCsv(everySecondFromTheEnd(table), options), name).toBe(written);
    expect(formatCsv(everySecondFromTheEnd(inMemory(table)), options), name).toBe(written);
  }
});

test("a column named as text stays as it is written in every chunk", () => {
  const rows = 300_000;
  const lines = Array.from({ length: rows }, (_, row) => `00${row % 7},${row % 7}`);
  const table = readCsvBytes(Buffer.from(`id,x\n${lines.join("\n")}\n`), "raw", { strings: ["id"] });
  expect([table.dtype("id"), table.dtype("x")]).toEqual(["object", "int64"]);
  expect(table.column("id").values.every((cell, row) => cell === `00${row % 7}`)).toBe(true);
});

test("does not copy lines with formatted floats, but those with integers only", () => {
  const table = readCsvBytes(Buffer.from("a,b\n1.25,1\n0.1,2\n"));
  expect(formatCsv(table, { floatFormat: "%.1f" })).toBe("a,b\n1.2,1\n0.1,2\n");
  expect(formatCsv(table.assign({ a: { constant: 0, dtype: "float64" } }), { floatFormat: "%.10f" })).toBe(
    "a,b\n0.0000000000,1\n0.0000000000,2\n",
  );
});

test("an unknown float format is refused", () => {
  const table = readCsvBytes(Buffer.from("a\n1.5\n"));
  expect(() => formatCsv(table, { floatFormat: "%.1e5f" as "%.1f" })).toThrow("Unknown float format");
});
