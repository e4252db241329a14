import { resolve } from "node:path";
import {
  type Competition,
  type CompetitionReport,
  competitionReport,
  describeError,
  type Outcome,
  preparedDataKind,
  type ReportContext,
  readLeaderboard,
  readVerification,
} from "@mlebench/core";
import { packageVersion } from "@mlebench/disk";
import { type GradeFileOptions, gradeFile } from "./grade-file.js";
import { pathlibSpelling } from "./submission-path.js";

export interface GradeOptions extends GradeFileOptions {
  /** What the report says graded the submission. @default this package's version */
  version?: string;
}

/**
 * Grades one submission. The report's `verdict` says how it went: `invalid` means that the submission cannot be scored,
 * `grader-error` that the grader failed or its data is damaged, `not-graded` that the competition's data is not prepared.
 * @param submissionPath a `.csv` file; one that does not exist is an invalid submission, as in the reference
 */
export async function gradeSubmission(
  competition: Competition,
  submissionPath: string,
  options: GradeOptions,
): Promise<CompetitionReport> {
  const context: ReportContext = {
    submissionPath: pathlibSpelling(submissionPath),
    dataKind: null,
    version: options.version ?? packageVersion(import.meta.url),
  };
  let outcome: Outcome = await gradeFile(competition, submissionPath, options);
  try {
    const dataDirectory = resolve(options.cwd ?? process.cwd(), options.dataDirectory);
    if (outcome.verdict !== "not-graded") {
      context.dataKind = preparedDataKind(dataDirectory, competition.facts.id);
      context.verification = readVerification(dataDirectory, competition.facts.id);
    }
    if (outcome.verdict === "scored") context.leaderboard = readLeaderboard(competition);
  } catch (error) {
    const submissionExists = outcome.verdict === "scored" || outcome.submissionExists;
    outcome = { verdict: "grader-error", reason: describeError(error), submissionExists };
  }
  return competitionReport(competition.facts, outcome, context);
}
