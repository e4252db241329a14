import {
  type Competition,
  type CompetitionReport,
  competitionReport,
  describeError,
  isMlebenchError,
  type Outcome,
} from "@mlebench/core";
import { packageVersion } from "@mlebench/disk";
import { gradeSubmission } from "./grade-submission.js";
import type { SubmissionLine } from "./submission-lines.js";
import { findSubmissionFileProblem, pathlibSpelling } from "./submission-path.js";

/** What grading needs of a registry module such as `@mlebench/competitions`. */
export interface CompetitionRegistry {
  findCompetition(
    reference: string,
    options: { cwd?: string; onWarning?: (message: string) => void },
  ): Promise<Competition>;
}

export interface GradeLineOptions {
  /** The module that the registry is, for the subprocess that grades a large submission. */
  registry: string;
  dataDirectory: string;
  cwd: string;
  version: string | undefined;
  onMessage: (message: string) => void;
  onGraderError: (details: string) => void;
}

/** Grades one line of a list: whatever goes wrong becomes a report with a verdict. */
export async function gradeLine(
  registry: CompetitionRegistry,
  line: SubmissionLine,
  options: GradeLineOptions,
): Promise<CompetitionReport> {
  let competition: Competition;
  try {
    competition = await registry.findCompetition(line.competitionId, {
      cwd: options.cwd,
      onWarning: options.onMessage,
    });
  } catch (error) {
    const path = pathlibSpelling(line.submissionPath);
    const submissionExists = findSubmissionFileProblem(path, options.cwd) === undefined;
    return unrankedReport(line, { ...unknownCompetition(error), submissionExists }, options.version);
  }
  const source = { registry: options.registry, reference: line.competitionId };
  return gradeSubmission(competition, line.submissionPath, { ...options, source });
}

/** A report on a line with an unavailable competition. */
export function unrankedReport(line: SubmissionLine, outcome: Outcome, version?: string): CompetitionReport {
  const submissionPath = pathlibSpelling(line.submissionPath);
  const context = { submissionPath, dataKind: null, version: version ?? packageVersion(import.meta.url) };
  return competitionReport({ id: line.competitionId }, outcome, context);
}

function unknownCompetition(error: unknown): { verdict: "not-graded" | "grader-error"; reason: string } {
  const verdict = isMlebenchError(error) && error.kind !== "grader" ? "not-graded" : "grader-error";
  return { verdict, reason: describeError(error) };
}
