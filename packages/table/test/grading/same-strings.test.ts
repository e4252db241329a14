import { isInvalidSubmission } from "@mlebench/core";
import { expect, test } from "vitest";
import { haveSameStrings } from "../../src/grading/same-strings.js";
import { alignById, readCsvBytes, type Table } from "../../src/index.js";

const table = (text: string, role: "submission" | "answers" = "submission"): Table =>
  readCsvBytes(Buffer.from(text), role);

const answers = table("id,value\na_1,1\nb_1,2\n", "answers");

test.each([
  ["the same", "id,value\na_1,1\nb_1,2\n", true],
  ["another column order and Windows' line ends", "value,id\r\n1,a_1\r\n2,b_1\r\n", true],
  ["quotes around", 'id,value\n"a_1",1\n"b_1",2\n', true],
  ["another order", "id,value\nb_1,2\na_1,1\n", false],
  ["another id", "id,value\na_1,1\nb_2,2\n", false],
  ["a longer id", "id,value\na_1,1\nb_11,2\n", false],
  ["a missing id", "id,value\na_1,1\n,2\n", false],
  ["numbers", "id,value\n1,1\n2,2\n", false],
  ["one row less", "id,value\na_1,1\n", false],
  ["no such column", "name,value\na_1,1\nb_1,2\n", false],
])("ids are compared as bytes: %s", (_, text, expected) => {
  expect(haveSameStrings(table(text), answers, "id")).toBe(expected);
});

test("an index column in front and a short last line do not shift the cells", () => {
  expect(haveSameStrings(table("id,value\n0,a_1,1\n1,b_1,2\n"), answers, "id")).toBe(true);
  expect(haveSameStrings(table("value,id\n1,a_1\n2\n"), answers, "id")).toBe(false);
});

test("missing ids are the same as nothing", () => {
  const holes = "id,value\na_1,1\nNA,2\n";
  expect(haveSameStrings(table(holes), table(holes, "answers"), "id")).toBe(false);
});

test("rows that were chosen or put in order before are no file's rows", () => {
  const swapped = table("id,value\nb_1,2\na_1,1\n").take([1, 0]);
  expect(haveSameStrings(swapped, answers, "id")).toBe(false);
  expect(alignById(swapped, answers, "id", { sorted: false }).submission.strings("id")).toEqual([
    "a_1",
    "b_1",
  ]);
});

test("rows are matched in any order, and other ids are refused", () => {
  const shuffled = alignById(table("id,value\nb_1,20\na_1,10\n"), answers, "id", { sorted: false });
  expect(shuffled.submission.strings("id")).toEqual(shuffled.answers.strings("id"));
  expect([...shuffled.submission.numbers("value")]).toEqual([10, 20]);
  for (const text of ["id,value\na_1,1\na_1,2\n", "id,value\na_1,1\n", "value\n1\n2\n"]) {
    let error: unknown;
    try {
      alignById(table(text), answers, "id", { sorted: false });
    } catch (caught) {
      error = caught;
    }
    expect(isInvalidSubmission(error), text).toBe(true);
  }
});
