import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CompetitionFacts,
  describeError,
  type GradeContext,
  InvalidSubmissionError,
  isInvalidSubmission,
  isMlebenchError,
  type SubmissionSchema,
} from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFirstError } from "../../src/grading/first-error.js";
import {
  alignById,
  defineGrader,
  readCsvBytes,
  requireAllIds,
  requireProbabilities,
  requireSameLength,
  rethrowAsInvalidSubmission,
  type Table,
} from "../../src/index.js";

const submitted = (csv: string): Table => readCsvBytes(Buffer.from(csv), "submission");
const answered = (csv: string): Table => readCsvBytes(Buffer.from(csv), "answers");

const answers = answered("id,label\nb,1\na,0\nc,1\n");

const toy: GradeContext = {
  facts: { answers: "private/answers.csv", sampleSubmission: "public/sample.csv" } as CompetitionFacts,
  submission: { id: ["id"], targets: [{ names: ["label"], value: { type: "number", min: 0, max: 1 } }] },
};

describe("a grader of tables", () => {
  let directory = "";
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "mlebench-submission-"));
    mkdirSync(join(directory, "public"));
    mkdirSync(join(directory, "private"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const sample = "id,label\nb,0\na,0\nc,0\n";
  const truth = "id,label\nb,1\na,0\nc,1\n";
  const files = (csv: string, answers = truth) => {
    const paths = {
      submission: join(directory, "submission.csv"),
      answers: join(directory, toy.facts.answers),
    };
    writeFileSync(paths.submission, csv);
    writeFileSync(paths.answers, answers);
    writeFileSync(join(directory, toy.facts.sampleSubmission), sample);
    return paths;
  };
  const schema = { id: "id", numbers: ["label"] };
  const failure = async (work: Promise<number>): Promise<Error> => {
    const result: unknown = await work.catch((thrown: unknown) => thrown);
    if (result instanceof Error) return result;
    throw new Error(`scored ${String(result)}`);
  };

  /** Like the errors of @mlebench/metrics, which this package does not import. */
  function refusal(argument: "yTrue" | "yPred", row: number): Error {
    const details = { name: "MetricInputError", argument, row, headline: "Too odd" };
    return Object.assign(new Error("Too odd (yPred)"), details);
  }

  test("counts rows as the file does when a metric rejects one of the aligned rows", async () => {
    const grade = defineGrader(schema, (submission, answers) => {
      const aligned = alignById(submission, answers, "id");
      return rethrowAsInvalidSubmission(
        aligned.submission,
        () => {
          throw refusal("yPred", 0);
        },
        "label",
      );
    });
    const error = await failure(grade(files("id,label\nc,1\nb,1\na,0\n"), toy));
    expect(error.message).toBe('Too odd (row 3, column "label").');
    expect(describeError(error)).toBe(error.message);
    expect(isInvalidSubmission(error)).toBe(true);
  });

  test("counts rows as the file does when a metric rejects one of the submission's rows", async () => {
    const grade = defineGrader(schema, (submission, answers) => {
      alignById(submission, answers, "id");
      throw refusal("yPred", 0);
    });
    const error = await failure(grade(files("id,label\nc,1\nb,1\na,0\n"), toy));
    expect(error.message).toBe('Too odd (row 1, column "label").');
  });

  test("sees that answers have changed between two submissions", async () => {
    const grade = defineGrader(schema, (_, answers) => answers.numbers("label")[0]);
    const submission = "id,label\na,1\n";
    expect(await grade(files(submission, "id,label\na,3\n"))).toBe(3);
    expect(await grade(files(submission, "id,label\na,3\n"))).toBe(3);
    expect(await grade(files(submission, "id,label\na,4\n"))).toBe(4);
  });

  test("never rejects a submission for a metric's error about the answers", async () => {
    const grade = defineGrader(schema, () => {
      throw refusal("yTrue", 0);
    });
    const error = await failure(grade(files(sample), toy));
    expect(isMlebenchError(error) && error.kind).toBe("grader");
    expect(error.message).toContain("Too odd");
  });

  test("finds a file invalid that is no CSV, with its row", async () => {
    const grade = defineGrader(schema, () => 1);
    const error = await failure(grade(files("id,label\na,1\nb,1,2\n"), toy));
    expect(isInvalidSubmission(error)).toBe(true);
    expect(error.message).toContain("Wrong number of fields: 3 (row 2)");
  });

  const strict = defineGrader(schema, (submission, answers) => {
    requireSameLength(submission, answers);
    requireProbabilities(submission, "label");
    alignById(submission, answers, "id");
    return 1;
  });

  test.each([
    ["", "Empty answers file"],
    ["id,label\n", "No rows in the answers"],
    ["id\na\nb\nc\n", 'Missing column in the answers (ANSWERS, column "label")'],
    ["id,label\nb,1\na,\nc,1\n", 'Invalid label in the answers (ANSWERS, row 2, column "label")'],
    ["id,label\nb,1\na,NaN\nc,inf\n", "row 2"],
    ["id,label\nb,1\na,no\nc,1\n", "row 2"],
    ["id,label\nb,1\na,0\nc\n", "row 3"],
    ['id,label\nb,1\na,"0\n', "ANSWERS"],
    ["id,label\nb,1\n", "Incomplete answers (ANSWERS"],
    ["id,label\nb,1\nA,0\nc,1\n", "1 of them are missing"],
  ])("calls answers of %j a grader error, and reveals none of them", async (answers, message) => {
    for (const csv of [sample, "", "id,label\nb,1\nb,2,3\n", "nothing\nright\n"]) {
      const paths = files(csv, answers);
      const error = await failure(strict(paths, toy));
      expect(isMlebenchError(error) && error.kind).toBe("grader");
      expect(error.message.replace(paths.answers, "ANSWERS")).toContain(message);
      expect(error.message).not.toMatch(/`|\b(no|inf|NaN)\b/);
    }
  });

  test("notices answers that were cut off when surplus rows pass", async () => {
    const byPosition: GradeContext = { ...toy, submission: { ...toy.submission, matchedBy: "position" } };
    const lenient = defineGrader(schema, (_, { length }) => length);
    const cut = "id,label\nb,1\n";
    expect(await lenient(files(`${sample}d,1\n`), byPosition)).toBe(3);
    expect((await failure(lenient(files(sample, cut), byPosition))).message).toContain("Incomplete answers");
    expect(await lenient(files(sample, cut), toy)).toBe(1);
  });

  describe("of answers that have only some of the sample submission's IDs", () => {
    const superset: GradeContext = {
      ...toy,
      submission: { ...toy.submission, matchedBy: "id-superset" },
    };
    const ofSome = defineGrader(schema, (submission, answers) => {
      requireAllIds(submission, answers, "id");
      return submission.length;
    });
    const some = "id,label\na,0\n";

    test.each(["id,label\na,1\n", "id,label\na,1\na,0\nc,1\nz,1\n,1\n"])("scores %j", async (csv) => {
      expect(await ofSome(files(csv, some), superset)).toBe(csv.split("\n").length - 2);
    });

    test.each([
      ["id,label\nb,1\nc,1\n", "Missing IDs (column"],
      ["id,label\nb,1\nq,1\nc,1\n", "Unknown ID: `q` (row 2"],
      ["id,label\nb,1\nc,1\n,1\n", "Missing ID (row 3"],
      ["id,label\nb,1\nc,1\nb,1\n", "Duplicate ID: `b` (row 3"],
    ])("rejects %j and says what differs from the sample submission", async (csv, message) => {
      const error = await failure(ofSome(files(csv, some), superset));
      expect(isInvalidSubmission(error)).toBe(true);
      expect(error.message).toContain(message);
    });

    test.each(["id,label\na,0\nq,1\n", "id,label\n,0\n"])(
      "calls answers of %j a grader error",
      async (wrong) => {
        const error = await failure(ofSome(files(sample, wrong), superset));
        expect(isMlebenchError(error) && error.kind).toBe("grader");
        expect(error.message).toContain("Unknown ID in the answers");
      },
    );
  });

  test.each([
    ["missing columns before a wrong number of rows", "id,other\na,1\n", "Missing column: `label`"],
    ["a wrong number of rows", "id,label\na,x\n", "Wrong number of rows: 1. Expected 3."],
    ["the first wrong row, whatever is wrong there", "id,label\nb,1\nq,1\nc,x\n", "Unknown ID: `q` (row 2"],
    ["a value before an ID that comes later", "id,label\nb,2\nq,1\nc,x\n", "Value out of range: `2` (row 1"],
    [
      "the first cell of a row",
      "label,id\n1,b\n-1,q\n1,c\n",
      'Value out of range: `-1` (row 2, column "label")',
    ],
    [
      "missing values as the file spells them",
      "id,label\nb,1\na,n/a\nc,x\n",
      "`n/a` is read as a missing value.",
    ],
    ["infinite values", "id,label\nb,1\na,-inf\nc,1\n", "Infinite value: `-inf` (row 2"],
    [
      "text without what a terminal would obey",
      'id,label\nb,1\na,"\u001b[2J\t"\nc,1\n',
      "`\\u001b[2J\\t` (row 2",
    ],
  ])("names %s", async (_, csv, message) => {
    const error = await failure(strict(files(csv), toy));
    expect(isInvalidSubmission(error)).toBe(true);
    expect(error.message).toContain(message);
  });

  test("cuts long cells", async () => {
    const error = await failure(strict(files(`id,label\nb,1\na,${"x".repeat(60)}\nc,1\n`), toy));
    expect(error.message).toContain(`\`${"x".repeat(40)}…\``);
    expect(error.message).not.toContain("x".repeat(41));
  });
});

describe("a grader that accepts more than the schema", () => {
  const schema: SubmissionSchema = {
    id: ["id"],
    targets: [{ names: ["label"], value: { type: "boolean" }, accepts: ["text"] }],
  };
  const rows = "id,label\na,True\nb,maybe\nc,True\n";
  const reason = (csv: string, refusal: InvalidSubmissionError) =>
    findFirstError(submitted(csv), answers, schema, refusal).message;
  const metricError = Object.assign(new Error(), { name: "MetricInputError" });

  test("is not said to refuse what it accepts", () => {
    const refusal = new InvalidSubmissionError("Unknown ID", { row: 3, column: "id" });
    expect(reason(rows, refusal)).toBe('Unknown ID (row 3, column "id").');
  });

  test("is explained by it where a metric refused something", () => {
    const refusal = new InvalidSubmissionError("Text labels", { cause: metricError });
    expect(reason(rows, refusal)).toBe(
      'Invalid value: `maybe` (row 2, column "label"). Expected `True` or `False`.',
    );
    expect(reason(rows.replace("maybe", ""), refusal)).toContain("Missing value (row 2");
  });
});
