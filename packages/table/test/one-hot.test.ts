import { expect, test } from "vitest";
import { formatCsv, oneHot, readCsvBytes } from "../src/index.js";

const encode = (rows: readonly string[]) =>
  oneHot(readCsvBytes(Buffer.from(`${["id,t", ...rows].join("\n")}\n`)), {
    id: "id",
    target: "t",
    classes: ["A", "B"],
  });

// What the reference makes of the same rows with pandas 2.2.3.
test.each([
  [["1,A", "3,B"], "id,A,B\n1,1,0\n3,0,1\n"],
  [
    ["1,A", "2,zz", "3,B", "4,yy", "5,zz"],
    "id,A,B,zz,yy\n1,1,0,,\n2,0,0,1.0,\n3,0,1,,\n4,0,0,,1.0\n5,0,0,1.0,\n",
  ],
  [["1,A", "2,", "3,B"], "id,A,B,\n1,1,0,\n2,0,0,1.0\n3,0,1,\n"],
  [["1,4", "2,3"], "id,A,B,4,3\n1,0,0,1.0,\n2,0,0,,1.0\n"],
  [["x,3", "y,4.5"], "id,A,B,3.0,4.5\nx,0,0,1.0,\ny,0,0,,1.0\n"],
])("targets that are no class get columns of their own, by first appearance: %j", (rows, expected) => {
  expect(formatCsv(encode(rows))).toBe(expected);
});

test("booleans cannot name columns", () => {
  expect(() => encode(["1,True", "2,False"])).toThrow("Column is boolean, not a class");
});

test("an error names the row of the file, whichever rows were chosen and reordered", () => {
  const table = readCsvBytes(Buffer.from("id,x\n1,1\n2,2\n3,word\n4,4\n"));
  const rowOf = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return (error as { details: { row?: number } }).details.row;
    }
  };
  expect(rowOf(() => table.numbers("x"))).toBe(3);
  expect(rowOf(() => table.take([3, 2]).numbers("x"))).toBe(3);
  expect(
    rowOf(() =>
      table
        .filter((row) => row > 1)
        .take([1, 0])
        .numbers("x"),
    ),
  ).toBe(3);
});
