import { type GradeContext, type GradeFiles, isInvalidSubmission } from "@mlebench/core";
import { readPlainCsv } from "../csv/read-plain-csv.js";
import type { Table } from "../table.js";
import { type AnswersSchema, readAnswers } from "./answers.js";
import { requireCompleteAnswers } from "./complete-answers.js";
import { findFirstError } from "./first-error.js";
import { rethrowAsInvalidSubmission } from "./metric-errors.js";
import { readSubmission } from "./read-submission.js";

/** Grades files. A competition's definition passes its facts and schema as context; without it, reasons say less. */
export type Grader = (files: GradeFiles, context?: GradeContext) => Promise<number>;

/**
 * Computes the unrounded score of a submission. A `MetricInputError` about `yPred` that it throws counts rows as the
 * submission does; for a metric of aligned rows, use {@link rethrowAsInvalidSubmission} with the aligned table.
 */
export type ScoreTables = (
  submission: Table,
  answers: Table,
  context: GradeContext | undefined,
) => number | Promise<number>;

/**
 * Defines a grader by a function of tables. For a metric over aligned rows, declare it with {@link defineMetricGrader}.
 *
 * Answers are checked first: damaged answers are a grader error, whatever the submission is. A submission is invalid if
 * it is not CSV, or if `score` or a metric rejects it; the reason then names the first wrong cell of the file.
 * @param schema what the grader needs of the answers
 */
export function defineGrader(schema: AnswersSchema, score: ScoreTables): Grader {
  return async (files, context) => {
    const answers = readAnswers(files.answers, schema);
    const scoreOf = async (table: Table): Promise<number> => {
      const column = onlyTarget(context);
      const result = await rethrowAsInvalidSubmission(table, () => score(table, answers, context), column);
      // Paired by position, surplus rows may pass: those of answers that were cut off would not count.
      if (context?.submission.matchedBy === "position" && table.length > answers.length) {
        requireCompleteAnswers(answers, schema.id, files, context);
      }
      return result;
    };
    const plain = readPlainCsv(files.submission, "submission");
    try {
      if (plain !== undefined) return await scoreOf(plain);
    } catch (error) {
      // What is wrong is quoted as the file has it, which the table of plain cells does not know.
      if (!isInvalidSubmission(error)) throw error;
    }
    let submission: Table | undefined;
    try {
      submission = readSubmission(files.submission);
      return await scoreOf(submission);
    } catch (error) {
      if (context === undefined || !isInvalidSubmission(error)) throw error;
      const sample = requireCompleteAnswers(answers, schema.id, files, context);
      const isPart = context.submission.matchedBy === "id-superset";
      const known = isPart ? sample : answers;
      throw submission === undefined ? error : findFirstError(submission, known, context.submission, error);
    }
  };
}

/** The target column if there is only one: a metric's error is about it. */
function onlyTarget(context: GradeContext | undefined): string | undefined {
  const names = context?.submission.targets.flatMap((target) => target.names) ?? [];
  return names.length === 1 ? names[0] : undefined;
}
