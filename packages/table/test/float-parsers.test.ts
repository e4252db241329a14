import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatCsv, formatFloat, readCsv, readCsvBytes } from "../src/index.js";

/** What pandas made of them without `float_precision`: fixtures/record_floats.py. */
const { literals, tables } = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/floats.json"), "utf8"),
) as { literals: [cell: string, value: string | null][]; tables: [text: string, written: string][] };

const byDefault = { floatParser: "default" } as const;

test("cells are floats or not, and which ones, as pandas' default parser has it", () => {
  const found = literals.map(([cell]) => {
    const column = readCsvBytes(Buffer.from(`x\n0.5\n${cell}\n`), "raw", byDefault).columnAt(0);
    return [cell, column.dtype === "float64" ? formatFloat(column.values[1]) : null];
  });
  expect(found).toEqual(literals);
});

test("tables are written as pandas writes what its default parser read", () => {
  const found = tables.map(([text]) => [text, formatCsv(readCsvBytes(Buffer.from(text), "raw", byDefault))]);
  expect(found).toEqual(tables);
});

test("the other parser is the usual one, and each table keeps its own", () => {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-floats-"));
  try {
    const path = join(directory, "table.csv");
    writeFileSync(path, "x\n123456789.123456789\n");
    const [usual, other] = [readCsv(path), readCsv(path, "raw", { ...byDefault, memory: 0 })];
    expect([formatCsv(usual), formatCsv(other)]).toEqual([
      "x\n123456789.12345679\n",
      "x\n123456789.12345678\n",
    ]);
    expect(other.take([0]).numbers("x")).toEqual(Float64Array.of(123456789.12345678));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
