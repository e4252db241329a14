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
import { diagnoseFile } from "./diagnose-file.js";
import { judgeApart } from "./judge-apart.js";
import { isBeyondCapacity, largestBytesJudgedHere, largestSubmissionBytes } from "./limits.js";
import { hasCsvSuffix, pathlibSpelling, whyNotSubmission } from "./submission-path.js";

export interface JudgeOptions {
  /** Absolute or relative to the working directory; holds one directory per competition. */
  dataDirectory: string;
  /** What relative submission paths are relative to. @default process.cwd() */
  cwd?: string;
  /**
   * How another process finds the competition. With it, a submission that could exhaust this process's memory is judged
   * in one of its own; without it, everything is judged here, which is for processes that may end.
   */
  source?: CompetitionSource;
  /** Heap of that process, in MiB. @default as much as this process may have */
  heapMegabytes?: number;
  /** Gets an unexpected error with its stack and causes, for a log. It may hold values of private files. */
  onGraderError?: (details: string) => void;
}

/** Where a competition comes from, told to another process. */
export interface CompetitionSource {
  /** Module that exports `findCompetition`: a file URL, or the name of a package that this one can import. */
  registry: string;
  /** What its `findCompetition` is given. */
  reference: string;
}

/** An outcome, or that the memory was not enough for one; `details` are for a log. */
export type Judgment = Outcome | { verdict: "exhausted"; reason: string; details: string };

/**
 * The one verdict on a submission, which grading and validation share, with the same limits. Never throws because of
 * the submission, the grader or the data: what went wrong is in the outcome. A submission that takes more memory than
 * there is counts as too large, and is invalid, when the grader can judge the sample submission.
 */
export async function judge(
  competition: Competition,
  submissionPath: string,
  options: JudgeOptions,
): Promise<Outcome> {
  const judgment = await judgeWhereItFits(competition, submissionPath, options);
  if (judgment.verdict !== "exhausted") return judgment;
  if (await canJudgeOrdinary(competition, options)) {
    return {
      verdict: "invalid",
      reason: tooLarge(competition, submissionPath, options),
      submissionExists: true,
    };
  }
  options.onGraderError?.(judgment.details);
  const reason = `The grader of ${competition.facts.id} fails on an ordinary submission as well: ${judgment.reason}`;
  return { verdict: "grader-error", reason, submissionExists: true };
}

/**
 * Says whether the grader can judge the sample submission or, where that is not, the gold answers: if so, one that it
 * has no memory for is too large.
 */
export async function canJudgeOrdinary(competition: Competition, options: JudgeOptions): Promise<boolean> {
  const path = ordinarySubmission(competition, options);
  if (path === undefined) return false;
  const { source, ...rest } = { ...options, onGraderError: undefined };
  const { verdict } = await (source === undefined
    ? judgeHere(competition, path, rest)
    : judgeApart(path, { ...rest, source }));
  return verdict === "scored" || verdict === "invalid";
}

function ordinarySubmission({ facts }: Competition, options: JudgeOptions): string | undefined {
  const cwd = options.cwd ?? process.cwd();
  const { sampleSubmission, goldSubmission } = competitionPaths(resolve(cwd, options.dataDirectory), facts);
  return [sampleSubmission, goldSubmission].find(
    (path) => hasCsvSuffix(path) && whyNotSubmission(path, cwd) === undefined,
  );
}

function judgeWhereItFits(
  competition: Competition,
  submissionPath: string,
  options: JudgeOptions,
): Promise<Judgment> {
  const { source } = options;
  const bytes = sizeOf(submissionPath, options);
  if (source === undefined || bytes <= largestBytesJudgedHere || bytes > largestSubmissionBytes)
    return judgeHere(competition, submissionPath, options);
  return judgeApart(submissionPath, { ...options, source });
}

/** The verdict in this process. Whose fault it is that the memory was not enough is still open. */
export async function judgeHere(
  competition: Competition,
  submissionPath: string,
  options: JudgeOptions,
): Promise<Judgment> {
  const { facts } = competition;
  const cwd = options.cwd ?? process.cwd();
  const dataDirectory = resolve(cwd, options.dataDirectory);
  const path = pathlibSpelling(submissionPath);
  const obstacle = whyNotSubmission(path, cwd);
  const submissionExists = obstacle === undefined;
  try {
    if (!isPrepared(facts, dataDirectory, { gradingOnly: true })) {
      return {
        verdict: "not-graded",
        reason: notPreparedMessage(competition, dataDirectory),
        submissionExists,
      };
    }
    if (obstacle !== undefined) return { verdict: "invalid", reason: obstacle, submissionExists: false };
    if (sizeOf(path, options) > largestSubmissionBytes) {
      return { verdict: "invalid", reason: tooLarge(competition, path, options), submissionExists };
    }
    const { answers } = competitionPaths(dataDirectory, facts);
    const score: unknown = await competition.grade({ submission: resolve(cwd, path), answers });
    if (typeof score === "number") return { verdict: "scored", score };
    options.onGraderError?.(`The grader of ${facts.id} returned ${inspect(score)}`);
    return {
      verdict: "grader-error",
      reason: `The grader of ${facts.id} returned no number but ${typeof score}.`,
      submissionExists,
    };
  } catch (error) {
    if (isInvalidSubmission(error)) {
      // What is wrong with the file as a whole comes before what is wrong in it.
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
function sizeOf(submissionPath: string, { cwd = process.cwd() }: JudgeOptions): number {
  try {
    const file = resolve(cwd, pathlibSpelling(submissionPath));
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}

/** Names sizes only; that of the sample submission, which whoever made the submission has too. */
function tooLarge({ facts }: Competition, submissionPath: string, options: JudgeOptions): string {
  const { cwd = process.cwd(), dataDirectory } = options;
  const { sampleSubmission } = competitionPaths(resolve(cwd, dataDirectory), facts);
  const bytes = sizeOf(submissionPath, options);
  const usual = sizeOf(sampleSubmission, options);
  const what =
    bytes > largestSubmissionBytes
      ? `it has ${formatMemory(bytes)}. Expected at most ${formatMemory(largestSubmissionBytes)}.`
      : `judging its ${formatMemory(bytes)} takes more memory than there is.`;
  const compare =
    usual > 0
      ? `The sample submission has ${formatMemory(usual)}.`
      : "Compare it with the sample submission.";
  return `The submission is too large: ${what} ${compare}`;
}

function notPreparedMessage({ facts }: Competition, dataDirectory: string): string {
  return `The data of ${facts.id} are not prepared in "${dataDirectory}". Run \`mlebench prepare -c ${facts.id}\`.`;
}
