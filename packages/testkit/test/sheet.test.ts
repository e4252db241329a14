import { expect, test } from "vitest";
import { changeCell, changeColumn, dropColumn, formatSheet, parseSheet } from "../src/sheet.js";

test("cells stay as they are written, whatever they look like", () => {
  const text = 'id,"a,b"\n007,1.50\n NA,"say ""hi"""\n,"two\nlines"\n';
  expect(parseSheet(text)).toEqual({
    header: ["id", "a,b"],
    rows: [
      ["007", "1.50"],
      [" NA", 'say "hi"'],
      ["", "two\nlines"],
    ],
  });
  expect(formatSheet(parseSheet(text))).toBe(text);
});

test("a byte order mark, blank lines and uneven rows are read", () => {
  expect(parseSheet("\uFEFFa,b\r\n1\r\n\r\n1,2,3\r\n")).toEqual({
    header: ["a", "b"],
    rows: [["1"], ["1", "2", "3"]],
  });
});

test("a lone empty cell is quoted, so that its line is not blank", () => {
  expect(formatSheet({ header: ["a"], rows: [[""], ["1"]] })).toBe('a\n""\n1\n');
});

test("the format can be another", () => {
  const sheet = { header: ["a", "b"], rows: [["1", ""]] };
  expect(formatSheet(sheet, { quoteAll: true, newline: "\r\n", delimiter: ";" })).toBe(
    '"a";"b"\r\n"1";""\r\n',
  );
});

test("changes leave the sheet that they start from alone", () => {
  const sheet = {
    header: ["a", "b"],
    rows: [
      ["1", "2"],
      ["3", "4"],
    ],
  };
  expect(changeCell(sheet, 1, 0, "x").rows).toEqual([
    ["1", "2"],
    ["x", "4"],
  ]);
  expect(changeColumn(sheet, 1, (text, row) => `${text}${row}`).rows).toEqual([
    ["1", "20"],
    ["3", "41"],
  ]);
  expect(dropColumn(sheet, 0)).toEqual({ header: ["b"], rows: [["2"], ["4"]] });
  expect(sheet.rows).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
});
