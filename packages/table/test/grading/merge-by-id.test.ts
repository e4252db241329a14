import { isInvalidSubmission } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { mergeById, readCsvBytes } from "../../src/index.js";

const table = (text: string, role: "submission" | "answers") => readCsvBytes(Buffer.from(text), role);

/** Pairs of (answer, prediction) in the order of the merged rows. */
function merged(answers: string, submission: string): [unknown, unknown][] {
  const pair = mergeById(table(submission, "submission"), table(answers, "answers"), "id");
  const given = pair.submission.column("value").values;
  return Array.from(pair.answers.column("value").values, (value, row) => [value, given[row]]);
}

describe("mergeById", () => {
  test("pairs rows of equal id in the answers' order and drops those without a partner", () => {
    expect(merged("id,value\n3,30\n1,10\n2,20\n", "id,value\n1,1\n3,3\n9,9\n")).toEqual([
      [30, 3],
      [10, 1],
    ]);
  });

  test("makes every pair of repeated ids, the submission's rows in their own order", () => {
    expect(merged("id,value\n1,10\n2,20\n1,11\n", "id,value\n1,1\n2,2\n1,3\n")).toEqual([
      [10, 1],
      [10, 3],
      [20, 2],
      [11, 1],
      [11, 3],
    ]);
  });

  test("compares integers, floats and missing values as pandas does", () => {
    expect(merged("id,value\n1,10\n2,20\n", "id,value\n2.0,2\n1.0,1\n")).toEqual([
      [10, 1],
      [20, 2],
    ]);
    expect(merged("id,value\na,10\n,20\n", "id,value\n,2\na,1\n")).toEqual([
      [10, 1],
      [20, 2],
    ]);
  });

  test("rejects a submission without such a column", () => {
    let thrown: unknown;
    try {
      merged("id,value\n1,10\n", "key,value\n1,1\n");
    } catch (error) {
      thrown = error;
    }
    expect(isInvalidSubmission(thrown)).toBe(true);
  });
});
