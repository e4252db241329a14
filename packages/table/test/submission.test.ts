import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError, isInvalidSubmission } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  alignById,
  alignLabels,
  alignOneHot,
  alignScores,
  gradeTables,
  readCsvBytes,
  requireExactColumns,
  requireNoMissing,
  requireProbabilityRows,
  requireSameIds,
  type Table,
} from "../src/index.js";

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

describe("matching rows by id", () => {
  test("both tables come sorted by id", () => {
    const { yTrue, yPred } = alignLabels(submitted("label,id\n0.5,c\n0.25,a\n1,b\n"), answers, {
      id: "id",
      target: "label",
    });
    expect([...yTrue.values]).toEqual([0, 1, 1]);
    expect([...yPred.values]).toEqual([0.25, 1, 0.5]);
  });

  test("numbers match numbers by value, not text", () => {
    const truth = answered("id,label\n1,0\n2,1\n");
    expect(alignById(submitted("id,label\n2.0,1\n1.0,0\n"), truth, "id").submission.length).toBe(2);
    expect(complaint(() => alignById(submitted("id,label\nx1,1\nx2,0\n"), truth, "id"))).toContain(
      'row 1, column "id"',
    );
  });

  test("what is wrong with ids is said with its place", () => {
    const align = (csv: string) => complaint(() => alignById(submitted(csv), answers, "id"));
    expect(align("id,label\na,1\na,1\nb,0\n")).toBe(
      'An id occurs twice (row 2, column "id"). Expected every id of the sample submission once.',
    );
    expect(align("id,label\na,1\n,1\nb,0\n")).toContain("An id is missing (row 2");
    expect(align("id,label\na,1\nb,1\nd,0\n")).toContain("not in the test set (row 3");
    expect(align("id,label\na,1\nb,1\n")).toBe("There are 2 rows. Expected 3.");
    expect(align("ID,label\na,1\nb,1\nc,1\n")).toContain('A column is missing: "id"');
  });

  test("sets of ids may repeat", () => {
    requireSameIds(submitted("id\na\nb\nc\na\n"), answers, "id");
    expect(complaint(() => requireSameIds(submitted("id\na\nb\n"), answers, "id"))).toContain("ids");
  });
});

describe("values", () => {
  test("probabilities lie between 0 and 1", () => {
    const score = (csv: string) =>
      complaint(() => alignScores(submitted(csv), answers, { id: "id", target: "label" }));
    expect(score("id,label\na,0.5\nb,1.5\nc,0\n")).toBe(
      'A value is out of range (row 2, column "label"). Expected a number from 0 to 1.',
    );
    expect(score("id,label\na,0.5\nb,high\nc,0\n")).toContain(
      'A value is not a number (row 2, column "label")',
    );
    expect(score("id,label\na,0.5\nb,\nc,0\n")).toContain('A value is missing (row 2, column "label")');
  });

  test("rows of probabilities sum to one, within numpy.isclose", () => {
    const check = (csv: string) => () => requireProbabilityRows(submitted(csv), ["x", "y"]);
    check("id,x,y\n1,0.3,0.7\n2,0.300005,0.7\n")();
    expect(complaint(check("id,x,y\n1,0.3,0.7\n2,0.3,0.71\n"))).toContain("sum to one (row 2)");
    expect(complaint(check("id,x,y\n1,1.5,-0.5\n"))).toContain('not a probability (row 1, column "x")');
  });

  test("columns that do not belong are named", () => {
    const work = () => requireExactColumns(submitted("id,label,extra\na,1,2\n"), ["id", "label"]);
    expect(complaint(work)).toContain('do not belong: "extra"');
  });

  test("a missing value is found in text and in numbers", () => {
    expect(complaint(() => requireNoMissing(submitted("id,x\na,1\nb,\n"), "x"))).toContain("row 2");
    expect(complaint(() => requireNoMissing(submitted("id,x\na,u\nb,NA\n"), "x"))).toContain("row 2");
  });

  test("class columns follow the answers, whatever their order", () => {
    const truth = answered("id,cat,dog\n1,1,0\n2,0,1\n");
    const { yPred } = alignOneHot(submitted("dog,extra,id,cat\n0.1,9,2,0.9\n0.4,9,1,0.6\n"), truth, "id");
    expect(yPred.map(({ values }) => [...values])).toEqual([
      [0.6, 0.9],
      [0.4, 0.1],
    ]);
  });
});

describe("a grader of tables", () => {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "mlebench-submission-"));
    writeFileSync(join(directory, "answers.csv"), "id,label\nb,1\na,0\nc,1\n");
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const files = (csv: string) => {
    const submission = join(directory, "submission.csv");
    writeFileSync(submission, csv);
    return { submission, answers: join(directory, "answers.csv") };
  };

  /** Like the errors of @mlebench/metrics, which this package does not import. */
  function refusal(argument: "yTrue" | "yPred", row: number): Error {
    return Object.assign(new Error("not a number"), { name: "MetricInputError", argument, row });
  }

  test("counts rows as the file does when a metric refuses one of the sorted rows", async () => {
    const grade = gradeTables((submission, truth) => {
      alignById(submission, truth, "id");
      throw refusal("yPred", 0);
    });
    const error = await grade(files("id,label\nc,1\nb,1\na,x\n")).catch((thrown: unknown) => thrown);
    expect(describeError(error)).toBe("not a number (row 3).");
    expect(isInvalidSubmission(error)).toBe(true);
  });

  test("sees that answers have changed between two submissions", async () => {
    const grade = gradeTables((_, truth) => truth.numbers("label")[0]);
    const answersFile = join(directory, "changing.csv");
    const { submission } = files("id,label\na,1\n");
    writeFileSync(answersFile, "id,label\na,3\n");
    expect(await grade({ submission, answers: answersFile })).toBe(3);
    expect(await grade({ submission, answers: answersFile })).toBe(3);
    writeFileSync(answersFile, "id,label\na,4\n");
    expect(await grade({ submission, answers: answersFile })).toBe(4);
  });

  test("never blames a submission for the answers", async () => {
    const grade = gradeTables(() => {
      throw refusal("yTrue", 0);
    });
    const error = await grade(files("id,label\na,1\n")).catch((thrown: unknown) => thrown);
    expect(isInvalidSubmission(error)).toBe(false);
  });

  test("finds a file invalid that is no CSV, with its row", async () => {
    const grade = gradeTables(() => 1);
    const error = await grade(files("id,label\na,1\nb,1,2\n")).catch((thrown: unknown) => thrown);
    expect(isInvalidSubmission(error)).toBe(true);
    expect(describeError(error)).toContain("The row has 3 cells (row 2)");
  });
});
