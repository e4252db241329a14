import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInvalidSubmission, isMlebenchError } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Column, defineMetricGrader, type Grader, requireRange } from "../../src/index.js";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-metric-grader-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(grade: Grader, submission: string, answers: string): Promise<number> {
  const files = { submission: join(directory, "submission.csv"), answers: join(directory, "answers.csv") };
  writeFileSync(files.submission, submission);
  writeFileSync(files.answers, answers);
  return grade(files);
}

/** What makes the submission invalid. */
async function reason(grade: Grader, submission: string, answers: string): Promise<string> {
  const error: unknown = await run(grade, submission, answers).catch((thrown: unknown) => thrown);
  if (isInvalidSubmission(error)) return error.message;
  throw error;
}

/** What is wrong with the answers. */
async function damage(grade: Grader, submission: string, answers: string): Promise<string> {
  const error: unknown = await run(grade, submission, answers).catch((thrown: unknown) => thrown);
  if (isMlebenchError(error) && error.kind === "grader") return error.message;
  throw error;
}

/** A metric that gives what it gets. */
function spy() {
  const seen: unknown[] = [];
  const plain = (side: unknown): unknown =>
    Array.isArray(side) ? side.map(plain) : typeof side === "object" ? [...(side as Column).values] : side;
  const metric = (yTrue: unknown, yPred: unknown): number => {
    seen.push(plain(yTrue), plain(yPred));
    return 0.5;
  };
  return { seen, metric };
}

/** Like the errors of @mlebench/metrics, which this package does not import. */
function rejection(details: { row?: number; column?: number }): Error {
  const error = { name: "MetricInputError", argument: "yPred", headline: "Too odd", ...details };
  return Object.assign(new Error("Too odd (yPred)"), error);
}

const truth = "id,label\nb,1\na,0\nc,1\n";

describe("a metric of one column", () => {
  test("gets both sides sorted by ID", async () => {
    const { seen, metric } = spy();
    const grade = defineMetricGrader(metric, { id: "id", target: "label", values: "probabilities" });
    expect(await run(grade, "label,id\n0.5,c\n0.25,a\n1,b\n", truth)).toBe(0.5);
    expect(seen).toEqual([
      [0, 1, 1],
      [0.25, 1, 0.5],
    ]);
  });

  test("gets rows as they stand where IDs are not asked for", async () => {
    const { seen, metric } = spy();
    const options = { id: "id", target: "label", values: "numbers", matchedBy: "position" } as const;
    await run(defineMetricGrader(metric, options), "label\n3\n1\n2\n", truth);
    expect(seen).toEqual([
      [1, 0, 1],
      [3, 1, 2],
    ]);
  });

  test("gets rows by the rank of their IDs", async () => {
    const { seen, metric } = spy();
    const options = { id: "id", target: "label", values: "numbers", matchedBy: "rank" } as const;
    await run(defineMetricGrader(metric, options), "id,label\nz,3\nx,1\ny,2\n", truth);
    expect(seen).toEqual([
      [0, 1, 1],
      [1, 2, 3],
    ]);
  });

  const probabilities = defineMetricGrader(spy().metric, {
    id: "id",
    target: "label",
    values: "probabilities",
  });

  test.each([
    ["id,other\na,1\n", "Missing column: `label`"],
    ["id,label\na,1\n", "Wrong number of rows: 1. Expected 3."],
    [
      "id,label\na,0.5\nb,1.5\nc,0\n",
      'Value out of range: `1.5` (row 2, column "label"). Expected a number from 0 to 1.',
    ],
    ["id,label\na,0.5\nb,high\nc,0\n", 'Invalid number: `high` (row 2, column "label")'],
    ["id,label\na,0.5\nb,\nc,0\n", 'Missing value (row 2, column "label")'],
    ["id,label\na,0.5\nb,1\nd,0\n", "Unknown ID: `d` (row 3"],
  ])("rejects %j: %s", async (csv, message) => {
    expect(await reason(probabilities, csv, truth)).toContain(message);
  });

  test("rejects more if asked", async () => {
    const grade = defineMetricGrader(spy().metric, {
      id: "id",
      target: "label",
      values: "numbers",
      check: (submission) => requireRange(submission, "label", 1, 100),
    });
    expect(await reason(grade, "id,label\na,1\nb,0.5\nc,2\n", truth)).toContain(
      "Expected a number from 1 to 100",
    );
    expect(await run(grade, "id,label\na,1\nb,100\nc,2\n", truth)).toBe(0.5);
  });

  test("rejects numbers out of range, missing ones, and text where a range is declared", async () => {
    const { metric } = spy();
    const grade = defineMetricGrader(metric, { id: "id", target: "label", values: "numbers", range: [1, 9] });
    expect(await run(grade, "id,label\na,1\nb,9\nc,2.5\n", truth)).toBe(0.5);
    expect(await reason(grade, "id,label\na,1\nb,9.01\nc,2\n", truth)).toContain("a number from 1 to 9");
    expect(await reason(grade, "id,label\na,1\nb,2\nc,\n", truth)).toContain("Missing value");
    expect(await reason(grade, "id,label\na,1\nb,x\nc,2\n", truth)).toContain("Invalid number");
  });

  test("names the file's row and column of what the metric rejects", async () => {
    const metric = () => {
      throw rejection({ row: 0 });
    };
    const grade = defineMetricGrader(metric, { id: "id", target: "label", values: "integers" });
    expect(await reason(grade, "id,label\nc,1\nb,1\na,0\n", truth)).toBe('Too odd (row 3, column "label").');
  });

  test.each([
    ["numbers", "id,label\nb,1\na,x\nc,1\n"],
    ["probabilities", "id,label\nb,1\na,\nc,1\n"],
    ["integers", "id,label\nb,1\na,0.5\nc,1\n"],
    ["classes", "id,label\nb,one\na,\nc,two\n"],
  ] as const)("needs %s in the answers", async (values, answers) => {
    const grade = defineMetricGrader(spy().metric, { id: "id", target: "label", values });
    const submission = "id,label\na,0\nb,0\nc,0\n";
    expect(await damage(grade, submission, answers)).toContain("Invalid label in the answers");
    expect(await damage(grade, submission, "id\na\n")).toContain("Missing column in the answers");
  });
});

describe("a metric of several columns", () => {
  const answers = "id,cat,dog\n1,1,0\n2,0,1\n";

  test("gets them in the declared order, whatever theirs is", async () => {
    const { seen, metric } = spy();
    const options = { id: "id", target: ["cat", "dog"], values: "probability-rows" } as const;
    await run(defineMetricGrader(metric, options), "dog,extra,id,cat\n0.1,9,2,0.9\n0.4,9,1,0.6\n", answers);
    expect(seen).toEqual([
      [
        [1, 0],
        [0, 1],
      ],
      [
        [0.6, 0.9],
        [0.4, 0.1],
      ],
    ]);
  });

  test("rejects probabilities of a row that do not sum to 1", async () => {
    const options = { id: "id", target: ["cat", "dog"], values: "probability-rows" } as const;
    const grade = defineMetricGrader(spy().metric, options);
    expect(await reason(grade, "id,cat,dog\n1,0.5,0.5\n2,0.5,0.6\n", answers)).toContain(
      "sum to 1.1 (row 2)",
    );
  });

  test("names the column that the metric rejects", async () => {
    const metric = () => {
      throw rejection({ row: 1, column: 1 });
    };
    const options = { id: "id", target: ["cat", "dog"], values: "numbers" } as const;
    const grade = defineMetricGrader(metric, options);
    expect(await reason(grade, "id,cat,dog\n2,0,0\n1,0,0\n", answers)).toBe('Too odd (row 1, column "dog").');
  });

  test("rejects other columns if they must be exact, on either side", async () => {
    const options = { id: "id", target: ["cat", "dog"], values: "numbers", exactColumns: true } as const;
    const grade = defineMetricGrader(spy().metric, options);
    expect(await reason(grade, "id,cat,dog,x\n1,0,0,0\n2,0,0,0\n", answers)).toContain(
      "Unexpected column: `x`",
    );
    expect(await damage(grade, "id,cat,dog\n1,0,0\n2,0,0\n", "id,cat,dog,x\n1,0,0,0\n")).toContain(
      "Unexpected column",
    );
  });
});

describe("a metric of strings", () => {
  const answers = "id,text\na,one\nb,two words\n";

  test("gets numbers as Python prints them, and nan where a value is missing", async () => {
    const { seen, metric } = spy();
    const options = { id: "id", target: "text", values: "as-strings" } as const;
    await run(defineMetricGrader(metric, options), "id,text\nb,\na,1\n", answers);
    expect(seen).toEqual([
      ["one", "two words"],
      ["1.0", "nan"],
    ]);
  });

  test("gets the substitute of a missing value", async () => {
    const { seen, metric } = spy();
    const options = { id: "id", target: "text", values: "strings", missing: "" } as const;
    await run(defineMetricGrader(metric, options), "id,text\nb,\na,x\n", answers);
    expect(seen[1]).toEqual(["x", ""]);
  });

  test("rejects missing values without a substitute, and numbers", async () => {
    const grade = defineMetricGrader(spy().metric, { id: "id", target: "text", values: "strings" });
    expect(await reason(grade, "id,text\na,x\nb,\n", answers)).toContain("Missing value (row 2");
    expect(await reason(grade, "id,text\na,7\nb,8\n", answers)).toBe(
      'Unexpected number: `7` (row 1, column "text"). Expected a string.',
    );
  });

  test("needs a string in every row of the answers, unless they are nullable", async () => {
    const options = { id: "id", target: "text", values: "as-strings" } as const;
    const holes = "id,text\na,one\nb,\n";
    const submission = "id,text\na,one\nb,x\n";
    expect(await damage(defineMetricGrader(spy().metric, options), submission, holes)).toContain("row 2");
    const { seen, metric } = spy();
    await run(defineMetricGrader(metric, { ...options, answers: { nullable: ["text"] } }), submission, holes);
    expect(seen[0]).toEqual(["one", "nan"]);
  });
});
