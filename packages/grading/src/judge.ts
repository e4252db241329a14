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
import { diagnoseFile } from "./diagnose-file.js";
import { pathlibSpelling, whyNotSubmission } from "./submission-path.js";

export interface JudgeOptions {
  /** Absolute or relative to the working directory; holds one directory per competition. */
  dataDirectory: string;
  /** What relative submission paths are relative to. @default process.cwd() */
  cwd?: string;
  /** Gets an unexpected error with its stack and causes, for a log. It may hold values of private files. */
  onGraderError?: (details: string) => void;
}

/**
 * The one verdict on a submission, which grading and validation share. Never throws because of the submission, the
 * grader or the data: what went wrong is in the outcome.
 */
export async function judge(
  competition: Competition,
  submissionPath: string,
  options: JudgeOptions,
): Promise<Outcome> {
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
    options.onGraderError?.(inspect(error, { depth: 4 }));
    return { verdict: "grader-error", reason: describeError(error), submissionExists };
  }
}

function notPreparedMessage({ facts }: Competition, dataDirectory: string): string {
  return `The data of ${facts.id} are not prepared in "${dataDirectory}". Run \`mlebench prepare -c ${facts.id}\`.`;
}
