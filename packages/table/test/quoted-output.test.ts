import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatCsv, readCsvBytes, tableFromColumns } from "../src/index.js";

const cases = JSON.parse(
  readFileSync(new URL("fixtures/quoting.json", import.meta.url), "utf8"),
) as readonly (readonly [text: string, written: string])[];

test("all but numbers are quoted as pandas does it, from the file's bytes and from memory", () => {
  expect(cases.length).toBe(400);
  for (const [text, written] of cases) {
    const table = readCsvBytes(Buffer.from(text));
    const name = JSON.stringify(text);
    expect(formatCsv(table, { quoting: "nonnumeric" }), name).toBe(written);
    const columns = Object.fromEntries(table.names.map((column) => [column, table.column(column)]));
    expect(formatCsv(tableFromColumns(columns), { quoting: "nonnumeric" }), name).toBe(written);
  }
});

test("constants are quoted only where they are text", () => {
  const table = tableFromColumns({ a: { dtype: "object", values: ["x"] } }).assign({
    b: 1,
    c: 0.5,
    d: true,
    e: "y",
    f: null,
  });
  expect(formatCsv(table, { quoting: "nonnumeric" })).toBe(
    '"a","b","c","d","e","f"\n"x",1,0.5,True,"y",""\n',
  );
});
