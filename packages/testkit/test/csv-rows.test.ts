import { expect, test } from "vitest";
import { changeCell, changeColumn, dropColumn, formatCsvRows, parseCsvRows } from "../src/csv-rows.js";

test("cells stay as they are written, whatever they look like", () => {
  const text = 'id,"a,b"\n007,1.50\n NA,"say ""hi"""\n,"two\nlines"\n';
  expect(parseCsvRows(text)).toEqual({
    header: ["id", "a,b"],
    rows: [
      ["007", "1.50"],
      [" NA", 'say "hi"'],
      ["", "two\nlines"],
    ],
  });
  expect(formatCsvRows(parseCsvRows(text))).toBe(text);
});

test("a byte order mark, blank lines and uneven rows are read", () => {
  expect(parseCsvRows("\uFEFFa,b\r\n1\r\n\r\n1,2,3\r\n")).toEqual({
    header: ["a", "b"],
    rows: [["1"], ["1", "2", "3"]],
  });
});

test("a lone empty cell is quoted, so that its line is not blank", () => {
  expect(formatCsvRows({ header: ["a"], rows: [[""], ["1"]] })).toBe('a\n""\n1\n');
});

test("the format can be another", () => {
  const csv = { header: ["a", "b"], rows: [["1", ""]] };
  expect(formatCsvRows(csv, { quoteAll: true, newline: "\r\n", delimiter: ";" })).toBe(
    '"a";"b"\r\n"1";""\r\n',
  );
});

test("changes leave the csv that they start from alone", () => {
  const csv = {
    header: ["a", "b"],
    rows: [
      ["1", "2"],
      ["3", "4"],
    ],
  };
  expect(changeCell(csv, 1, 0, "x").rows).toEqual([
    ["1", "2"],
    ["x", "4"],
  ]);
  expect(changeColumn(csv, 1, (text, row) => `${text}${row}`).rows).toEqual([
    ["1", "20"],
    ["3", "41"],
  ]);
  expect(dropColumn(csv, 0)).toEqual({ header: ["b"], rows: [["2"], ["4"]] });
  expect(csv.rows).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
});
