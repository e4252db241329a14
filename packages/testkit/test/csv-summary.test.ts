import { expect, test } from "vitest";
import { diffCsvSummaries, diffFirstCell, summarizeCsv } from "../src/golden/csv-summary.js";

const csv = (rows: readonly string[], header = "id,age,name"): string => `${header}\n${rows.join("\n")}\n`;
const rows = Array.from({ length: 20 }, (_, i) => `${i},${i * 2},n${i}`);

function diff(actual: string): string {
  const [ours, theirs] = [actual, csv(rows)].map((text) => summarizeCsv(text));
  if (ours === undefined || theirs === undefined) throw new Error("not a CSV");
  return diffCsvSummaries(ours, theirs);
}

test.each([
  ["fewer rows", csv(rows.slice(2)), "18 rows, expected 20"],
  ["a missing column", csv(rows, "id,age,nome"), "missing columns `name`, unexpected columns `nome`"],
  ["another order of columns", csv(rows, "age,id,name"), "columns are in another order"],
  ["another order of rows", csv(rows.toReversed()), "same rows in another order"],
  ["one cell", csv(rows.with(12, "12,24.0,n12")), "other values in column `age`, first in rows 13 to 14"],
  ["two columns", csv(rows.with(0, "00,0,x")), "other values in columns `id`, `name`, first in rows 1 to 2"],
  ["quotes", csv(rows.with(3, '3,6,"n3"')), "same cells, but other quotes or line breaks"],
])("reports %s", (_, actual, difference) => {
  expect(diff(actual)).toBe(difference);
});

test("names the very row of a short file", () => {
  const [a, b] = [csv(["1,2,3", "4,5,6"]), csv(["1,2,3", "4,5,7"])].map((text) => summarizeCsv(text));
  expect(a && b && diffCsvSummaries(a, b)).toBe("other values in column `name`, first in row 2");
});

test("keeps no column names of wide files and of repeated names", () => {
  const wide = Array.from({ length: 41 }, (_, i) => `c${i}`).join(",");
  expect(summarizeCsv(csv([wide], wide))?.columns).toBeUndefined();
  expect(summarizeCsv(csv(["1,2"], "a,a"))?.columns).toBeUndefined();
  expect(summarizeCsv("")).toMatchObject({ rows: 0 });
});

test("finds the first differing cell of two texts", () => {
  expect(diffFirstCell(csv(rows.with(12, "12,24.0,n12")), csv(rows))).toBe(
    "row 13, column `age`: `24.0`, expected `24`",
  );
  expect(diffFirstCell(csv(rows), csv(rows))).toBeUndefined();
});
