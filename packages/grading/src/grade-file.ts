import { statSync } from "node:fs";
import { resolve } from "node:path";
import { inspect } from "node:util";
import {
  type Competition,
  competitionPaths,
  describeError,
  isInvalidSubmission,
  isPrepared,
  type Outcome,
} from "@mlebench/core";
import { formatMemory } from "@mlebench/disk";
import { diagnoseFile } from "./diagnose/diagnose-file.js";
import { gradeInSubprocess } from "./grade-in-subprocess.js";
import { isBeyondCapacity, maxInProcessBytes, maxSubmissionBytes } from "./limits.js";
import { findSubmissionFileProblem, hasCsvSuffix, pathlibSpelling } from "./submission-path.js";

export interface GradeFileOptions {
  /** Absolute or relative to the working directory; holds one directory per competition. */
  dataDirectory: string;
  /** What relative submission paths are relative to. @default process.cwd() */
  cwd?: string;
  /**
   * How another process finds the competition. With it, a submission that could exhaust this process's memory is graded
   * in a subprocess; without it, everything is graded in this process, which may then run out of memory.
   */
  source?: CompetitionSource;
  /** Heap of that process, in MiB. @default as much as this process may have */
  heapMegabytes?: number;
  /** Gets an unexpected error with its stack and causes, for a log. It may hold values of private files. */
  onGraderError?: (details: string) => void;
}

/** How a subprocess finds a competition. */
export interface CompetitionSource {
  /** Module that exports `findCompetition`: a file URL, or the name of a package that this one can import. */
  registry: string;
  /** What its `findCompetition` is given. */
  reference: string;
}

/** An outcome, or that grading ran out of memory; `details` are for a log. */
export type GradeResult = Outcome | { verdict: "exhausted"; reason: string; details: string };

/**
 * Grades a file; grading and validation share this verdict and its limits. Never throws because of the submission, the
 * grader, or the data: what went wrong is in the outcome. A submission that needs more memory than available is invalid
 * as too large if the grader can grade the sample submission, else it is a grader error.
 */
export async function gradeFile(
  competition: Competition,
  submissionPath: string,
  options: GradeFileOptions,
): Promise<Outcome> {
  const result = await gradeWhereItFits(competition, submissionPath, options);
  if (result.verdict !== "exhausted") return result;
  if (await canGradeSample(competition, options)) {
    return {
      verdict: "invalid",
      reason: tooLarge(competition, submissionPath, options),
      submissionExists: true,
    };
  }
  options.onGraderError?.(result.details);
  const reason = `The grader of ${competition.facts.id} fails on the sample submission as well: ${result.reason}`;
  return { verdict: "grader-error", reason, submissionExists: true };
}

/**
 * Whether the grader can grade the sample submission or, if there is none, the gold submission. If so, a submission that
 * exhausts the memory is too large.
 */
export async function canGradeSample(competition: Competition, options: GradeFileOptions): Promise<boolean> {
  const path = sampleOrGoldPath(competition, options);
  if (path === undefined) return false;
  const { source, ...rest } = { ...options, onGraderError: undefined };
  const { verdict } = await (source === undefined
    ? gradeInProcess(competition, path, rest)
    : gradeInSubprocess(path, { ...rest, source }));
  return verdict === "scored" || verdict === "invalid";
}

function sampleOrGoldPath({ facts }: Competition, options: GradeFileOptions): string | undefined {
  const cwd = options.cwd ?? process.cwd();
  const { sampleSubmission, goldSubmission } = competitionPaths(resolve(cwd, options.dataDirectory), facts);
  return [sampleSubmission, goldSubmission].find(
    (path) => hasCsvSuffix(path) && findSubmissionFileProblem(path, cwd) === undefined,
  );
}

function gradeWhereItFits(
  competition: Competition,
  submissionPath: string,
  options: GradeFileOptions,
): Promise<GradeResult> {
  const { source } = options;
  const bytes = sizeOf(submissionPath, options);
  if (source === undefined || bytes <= maxInProcessBytes || bytes > maxSubmissionBytes)
    return gradeInProcess(competition, submissionPath, options);
  return gradeInSubprocess(submissionPath, { ...options, source });
}

/** Grades in this process. Whether the submission or the grader exhausts the memory is decided by the caller. */
export async function gradeInProcess(
  competition: Competition,
  submissionPath: string,
  options: GradeFileOptions,
): Promise<GradeResult> {
  const { facts } = competition;
  const cwd = options.cwd ?? process.cwd();
  const dataDirectory = resolve(cwd, options.dataDirectory);
  const path = pathlibSpelling(submissionPath);
  const problem = findSubmissionFileProblem(path, cwd);
  const submissionExists = problem === undefined;
  try {
    if (!isPrepared(facts, dataDirectory, { gradingOnly: true })) {
      return {
        verdict: "not-graded",
        reason: notPreparedMessage(competition, dataDirectory),
        submissionExists,
      };
    }
    if (problem !== undefined) return { verdict: "invalid", reason: problem, submissionExists: false };
    if (sizeOf(path, options) > maxSubmissionBytes) {
      return { verdict: "invalid", reason: tooLarge(competition, path, options), submissionExists };
    }
    const { answers } = competitionPaths(dataDirectory, facts);
    const score: unknown = await competition.grade({ submission: resolve(cwd, path), answers });
    if (typeof score === "number") return { verdict: "scored", score };
    options.onGraderError?.(`The grader of ${facts.id} returned ${inspect(score)}`);
    return {
      verdict: "grader-error",
      reason: `The grader of \`${facts.id}\` returned a ${typeof score} instead of a number.`,
      submissionExists,
    };
  } catch (error) {
    if (isInvalidSubmission(error)) {
      // Problems of the entire file come before problems in its rows.
      const reason = diagnoseFile(resolve(cwd, path), competition.submission) ?? describeError(error);
      return { verdict: "invalid", reason, submissionExists: true };
    }
    const details = inspect(error, { depth: 4 });
    if (isBeyondCapacity(error)) return { verdict: "exhausted", reason: describeError(error), details };
    options.onGraderError?.(details);
    return { verdict: "grader-error", reason: describeError(error), submissionExists };
  }
}

/** 0 for what is no file. */
function sizeOf(submissionPath: string, { cwd = process.cwd() }: GradeFileOptions): number {
  try {
    const file = resolve(cwd, pathlibSpelling(submissionPath));
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

/** Names sizes only; that of the sample submission, which whoever made the submission has too. */
function tooLarge({ facts }: Competition, submissionPath: string, options: GradeFileOptions): string {
  const { cwd = process.cwd(), dataDirectory } = options;
  const { sampleSubmission } = competitionPaths(resolve(cwd, dataDirectory), facts);
  const bytes = sizeOf(submissionPath, options);
  const usual = sizeOf(sampleSubmission, options);
  const what =
    bytes > maxSubmissionBytes
      ? `it has ${formatMemory(bytes)}. Expected at most ${formatMemory(maxSubmissionBytes)}.`
      : `grading its ${formatMemory(bytes)} requires more memory than available.`;
  const compare =
    usual > 0
      ? `The sample submission has ${formatMemory(usual)}.`
      : "Compare it with the sample submission.";
  return `The submission is too large: ${what} ${compare}`;
}

function notPreparedMessage({ facts }: Competition, dataDirectory: string): string {
  return `\`${facts.id}\` is not prepared in \`${dataDirectory}\`. Run \`mlebench prepare -c ${facts.id}\`.`;
}
