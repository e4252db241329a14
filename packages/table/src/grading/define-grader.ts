import {
  type GradeContext,
  type GradeFiles,
  GraderError,
  InvalidSubmissionError,
  isInvalidSubmission,
  isMlebenchError,
} from "@mlebench/core";
import type { Table } from "../table.js";
import { fileRowOf, readSubmission } from "./align.js";
import { type AnswersSchema, readAnswers } from "./answers.js";
import { requireCompleteAnswers } from "./complete-answers.js";
import { findFirstError } from "./first-error.js";

/** A grader of files that a competition's definition calls with its facts; without them it knows less to say. */
export type Grader = (files: GradeFiles, context?: GradeContext) => Promise<number>;

/**
 * Makes a grader of files from a grader of tables. Answers are checked first: what is wrong with them is a grader error,
 * whatever the submission is. A submission that cannot be read as CSV is invalid, and so is one that `score` or a metric
 * refuses; then the reason is looked for in the whole file, so that it names the first cell that is wrong.
 * @param schema what the grader needs of the answers
 * @param score the unrounded score of a submission
 */
export function defineGrader(
  schema: AnswersSchema,
  score: (submission: Table, answers: Table) => number | Promise<number>,
): Grader {
  return async (files, context) => {
    const answers = readAnswers(files.answers, schema);
    let submission: Table | undefined;
    try {
      const table = readSubmission(files.submission);
      submission = table;
      return await rethrowAsInvalidSubmission(table, () => score(table, answers), soleTarget(context));
    } catch (error) {
      if (context === undefined || !isInvalidSubmission(error)) throw error;
      requireCompleteAnswers(answers, schema.id, files, context);
      throw submission === undefined ? error : findFirstError(submission, answers, context.submission, error);
    }
  };
}

/** The target column where there is one only, which a metric's error is about then. */
function soleTarget(context: GradeContext | undefined): string | undefined {
  const names = context?.submission.targets.flatMap((target) => target.names) ?? [];
  return names.length === 1 ? names[0] : undefined;
}

/** What is used of a metric's error. Metrics know nothing of this package, nor this package of them. */
interface MetricError extends Error {
  argument: "yTrue" | "yPred";
  headline?: string;
  row?: number;
  expected?: string;
}

function isMetricError(error: unknown): error is MetricError {
  return error instanceof Error && error.name === "MetricInputError" && !isMlebenchError(error);
}

/**
 * Runs a metric. An error about the predictions becomes an InvalidSubmissionError with the file's row, one about the
 * answers a GraderError.
 * @param column the column that the predictions are from, where it is one
 */
export async function rethrowAsInvalidSubmission(
  submission: Table,
  score: () => number | Promise<number>,
  column?: string,
): Promise<number> {
  try {
    return await score();
  } catch (error) {
    if (!isMetricError(error)) throw error;
    const { argument, row, headline = error.message, expected } = error;
    if (argument !== "yPred") {
      throw new GraderError(`Invalid answers: ${headline}`, { expected, cause: error });
    }
    const fileRow = row === undefined ? undefined : fileRowOf(submission, row);
    const details = { row: fileRow === undefined ? undefined : fileRow + 1, column, expected, cause: error };
    throw new InvalidSubmissionError(headline, details);
  }
}
