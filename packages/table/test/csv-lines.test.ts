import { expect, test } from "vitest";
import { csvLines, readCsvBytes } from "../src/index.js";

test("lines are quoted where a reader needs it, and read back as they were", () => {
  const rows = [
    ["a, b", 1, 0.5, true, 2n],
    ['say "x"', -3, 1e-7, false, 2n ** 60n],
    ["two\nlines", 0, Number.NaN, null, 0n],
    ["cr\ronly\ttab", 7, 1e22, true, 1n],
  ];
  const lines = csvLines(["text", "b, c", "d", "e", "f"], rows);
  expect(lines).toEqual([
    'text,"b, c",d,e,f',
    '"a, b",1,0.5,True,2',
    '"say ""x""",-3,1e-07,False,1152921504606846976',
    '"two\nlines",0,,,0',
    "cr\ronly\ttab,7,1e+22,True,1",
  ]);
  const table = readCsvBytes(Buffer.from(`${lines.slice(0, 4).join("\n")}\n`));
  expect(table.strings("text")).toEqual(["a, b", 'say "x"', "two\nlines"]);
});

test("an empty cell alone on its line is quoted, and tabs are separators on request", () => {
  expect(csvLines(["a"], [[""], [null]])).toEqual(["a", '""', '""']);
  expect(csvLines(["a", "b"], [["x,y", "p\tq"]], { separator: "\t" })).toEqual(["a\tb", 'x,y\t"p\tq"']);
});
