import { expect, test } from "vitest";
import {
  describeError,
  GraderError,
  InvalidSubmissionError,
  isInvalidSubmission,
  isMlebenchError,
  UserError,
} from "../src/index.js";

test("describes what, where, what was expected, and the fix", () => {
  const error = new InvalidSubmissionError("An id is missing", {
    row: 7,
    column: "id",
    expected: "an id in every row",
    hint: "Write the index with the predictions.",
  });
  expect(describeError(error)).toBe(
    'An id is missing (row 7, column "id"). Expected an id in every row. Write the index with the predictions.',
  );
});

test("puts the complete description into the message of an invalid submission or a grader error, once", () => {
  const details = {
    file: "test.csv",
    row: 7,
    column: "id",
    expected: "an ID in every row",
    hint: "Look again.",
  };
  const line = 'Missing ID (test.csv, row 7, column "id"). Expected an ID in every row. Look again.';
  for (const error of [
    new InvalidSubmissionError("Missing ID", details),
    new GraderError("Missing ID", details),
  ]) {
    expect(error.message).toBe(line);
    expect(describeError(error)).toBe(line);
    expect(error.headline).toBe("Missing ID");
  }
});

test("recognizes errors by marker, also across package copies", () => {
  expect(isInvalidSubmission(new InvalidSubmissionError("no"))).toBe(true);
  expect(isInvalidSubmission(new UserError("no"))).toBe(false);
  expect(isMlebenchError(new TypeError("no"))).toBe(false);
  const fromAnotherCopy = Object.assign(new Error("no"), { [Symbol.for("mlebench.error")]: true });
  expect(isMlebenchError(fromAnotherCopy)).toBe(true);
});
