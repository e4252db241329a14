import { describeError, isInvalidSubmission } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import {
  alignById,
  alignByRank,
  alignStrings,
  inFileOrder,
  readCsvBytes,
  requireExactColumns,
  requireKnownIds,
  requireNoMissing,
  requireSameIds,
  type Table,
} from "../../src/index.js";

const submitted = (csv: string): Table => readCsvBytes(Buffer.from(csv), "submission");
const answered = (csv: string): Table => readCsvBytes(Buffer.from(csv), "answers");

/** The message for a person, for an error that is the submission's fault. */
function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isInvalidSubmission(error)) return describeError(error);
    throw error;
  }
  throw new Error("nothing was wrong");
}

const answers = answered("id,label\nb,1\na,0\nc,1\n");

describe("alignById", () => {
  test("sorts both tables by ID", () => {
    const aligned = alignById(submitted("label,id\n0.5,c\n0.25,a\n1,b\n"), answers, "id");
    expect([...aligned.answers.numbers("label")]).toEqual([0, 1, 1]);
    expect([...aligned.submission.numbers("label")]).toEqual([0.25, 1, 0.5]);
  });

  test("keeps the rows of the file for messages", () => {
    const { submission } = alignById(submitted("id,label\nc,1\na,0\nb,2\n"), answers, "id");
    expect([0, 1, 2].map((row) => submission.fileRow(row))).toEqual([1, 2, 0]);
    expect(submission.error("Too large", { row: 2, column: "label" }).message).toBe(
      'Too large (row 3, column "label").',
    );
  });

  test("keeps pairs when they return to the order of the file", () => {
    const aligned = inFileOrder(alignById(submitted("id,guess\nc,1\na,0\nb,2\n"), answers, "id"));
    expect(aligned.submission.strings("id")).toEqual(["c", "a", "b"]);
    expect(aligned.answers.strings("id")).toEqual(["c", "a", "b"]);
    expect([0, 1, 2].map((row) => aligned.submission.fileRow(row))).toEqual([0, 1, 2]);
    expect(inFileOrder(aligned).submission.strings("id")).toEqual(["c", "a", "b"]);
  });

  test("names the wrong ID among others that no double holds", () => {
    const truth = answered("id,label\n9007199254740993,0\n9007199254740995,1\n");
    for (const wrong of ["", "no such id", "9007199254740992"]) {
      const given = submitted(`id,label\n9007199254740993,1\n${wrong},0\n`);
      expect(complaint(() => alignById(given, truth, "id"))).toContain('row 2, column "id"');
    }
  });

  // pandas writes IDs as floats once a missing one made floats of them. The reference scores such a file.
  test("matches long integers with the closest doubles, as NumPy does", () => {
    const truth = answered("id,label\n8270303619294913249,0\n23417402740269249,1\n");
    for (const [first, second] of [
      ["8.270303619294914e+18", "2.341740274026925e+16"],
      ["8270303619294913249.0", "23417402740269249"],
    ]) {
      const aligned = alignById(submitted(`id,label\n${first},0.5\n${second},0.25\n`), truth, "id");
      expect([...aligned.submission.numbers("label")]).toEqual([0.25, 0.5]);
      expect([...aligned.answers.numbers("label")]).toEqual([1, 0]);
    }
    const wrong = submitted("id,label\n8270303619294913249.0,1\n23417402740269349,0\n");
    expect(complaint(() => alignById(wrong, truth, "id"))).toContain('row 2, column "id"');
    const floats = answered("id,label\n8270303619294913249.0,0\n");
    expect(alignById(submitted("id,label\n8270303619294913300,0\n"), floats, "id").answers.length).toBe(1);
  });

  test("matches numbers by value, not by text", () => {
    const truth = answered("id,label\n1,0\n2,1\n");
    expect(alignById(submitted("id,label\n2.0,1\n1.0,0\n"), truth, "id").submission.length).toBe(2);
    expect(complaint(() => alignById(submitted("id,label\nx1,1\nx2,0\n"), truth, "id"))).toContain(
      'row 1, column "id"',
    );
  });

  test("names the place of a wrong ID", () => {
    const align = (csv: string) => complaint(() => alignById(submitted(csv), answers, "id"));
    expect(align("id,label\na,1\na,1\nb,0\n")).toBe(
      'Duplicate ID: `a` (row 2, column "id"). Expected every ID of the sample submission once.',
    );
    expect(align("id,label\na,1\n,1\nb,0\n")).toContain("Missing ID (row 2");
    expect(align("id,label\na,1\nb,1\nd,0\n")).toContain("Unknown ID: `d` (row 3");
    expect(align("id,label\na,1\nb,1\n")).toBe("Wrong number of rows: 2. Expected 3.");
    expect(align("ID,label\na,1\nb,1\nc,1\n")).toContain("Missing column: `id`");
  });
});

describe("alignByRank", () => {
  test("pairs sorted rows without comparing IDs", () => {
    const aligned = alignByRank(submitted("id,label\nz,3\nx,1\ny,2\n"), answers, "id");
    expect([...aligned.submission.numbers("label")]).toEqual([1, 2, 3]);
    expect([...aligned.answers.numbers("label")]).toEqual([0, 1, 1]);
  });

  test("requires the same number of rows", () => {
    expect(complaint(() => alignByRank(submitted("id\na\n"), answers, "id"))).toContain(
      "Wrong number of rows",
    );
  });
});

describe("alignStrings", () => {
  const truth = answered("id,text\nb,two words\na,\nc,3\n");
  const given = submitted("id,text\na,NA\nb,1\nc,\n");

  test("reads missing values as nan, and numbers as Python prints them", () => {
    const { yTrue, yPred } = alignStrings(given, truth, { id: "id", target: "text" });
    expect(yTrue).toEqual(["nan", "two words", "3"]);
    expect(yPred).toEqual(["nan", "1.0", "nan"]);
  });

  test("reads missing values as asked", () => {
    const { yTrue, yPred } = alignStrings(given, truth, { id: "id", target: "text", missing: "" });
    expect(yTrue).toEqual(["", "two words", "3"]);
    expect(yPred).toEqual(["", "1.0", ""]);
  });

  test("requires both columns", () => {
    const work = () => alignStrings(submitted("id\na\n"), truth, { id: "id", target: "text" });
    expect(complaint(work)).toContain("Missing column: `text`");
  });
});

describe("requirements of a submission", () => {
  test("allow sets of IDs to repeat", () => {
    requireSameIds(submitted("id\na\nb\nc\na\n"), answers, "id");
    expect(complaint(() => requireSameIds(submitted("id\na\nb\n"), answers, "id"))).toContain("Missing IDs");
  });

  test("name the first repeat of an ID, or the first beyond those of the answers", () => {
    const repeated = answered("id\na\na\nb\n");
    const work = (options?: { isRepeatPublic: boolean }) => () =>
      requireSameIds(submitted("id\na\na\na\n"), repeated, "id", options);
    expect(complaint(work())).toContain("row 2");
    expect(complaint(work({ isRepeatPublic: true }))).toContain("row 3");
  });

  test("let IDs be missing or repeat where only known ones are asked for", () => {
    requireKnownIds(submitted("id\nb\nb\n"), answers, "id");
    requireKnownIds(submitted("id\n"), answers, "id");
    expect(complaint(() => requireKnownIds(submitted("id\nb\nx\n"), answers, "id"))).toContain("row 2");
    expect(complaint(() => requireKnownIds(submitted("id\nb\nNA\n"), answers, "id"))).toContain("Missing ID");
    expect(complaint(() => requireKnownIds(submitted("id\n1\n2\n"), answers, "id"))).toContain("Unknown ID");
  });

  test("name columns that do not belong", () => {
    const work = () => requireExactColumns(submitted("id,label,extra\na,1,2\n"), ["id", "label"]);
    expect(complaint(work)).toContain("Unexpected column: `extra`");
  });

  test("find a missing value in text and in numbers", () => {
    expect(complaint(() => requireNoMissing(submitted("id,x\na,1\nb,\n"), "x"))).toContain("row 2");
    expect(complaint(() => requireNoMissing(submitted("id,x\na,u\nb,NA\n"), "x"))).toContain("row 2");
  });
});
