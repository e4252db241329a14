import { type Competition, GraderError, UserError } from "@mlebench/core";
import { type GradeFileOptions, gradeFile } from "./grade-file.js";
import { findSubmissionFileProblem, pathlibSpelling } from "./submission-path.js";

export interface Validation {
  valid: boolean;
  /** One sentence for whoever made the submission. Never a score, never a private value. */
  message: string;
  /** Why it is not valid: what, where, what was expected. */
  details?: string;
}

/**
 * Says whether a submission can be scored, by the verdict that grading gives, and nothing about how well it does.
 * @throws UserError when the competition's data is not prepared
 * @throws GraderError if the grader failed; its message is safe to show to an agent, its cause is not
 */
export async function validateSubmission(
  competition: Competition,
  submissionPath: string,
  options: GradeFileOptions,
): Promise<Validation> {
  const problem = findSubmissionFileProblem(pathlibSpelling(submissionPath), options.cwd ?? process.cwd());
  if (problem !== undefined) return invalid(problem);
  let graderDetails: string | undefined;
  const outcome = await gradeFile(competition, submissionPath, {
    ...options,
    onGraderError(details) {
      graderDetails = details;
      options.onGraderError?.(details);
    },
  });
  switch (outcome.verdict) {
    case "scored":
      return { valid: true, message: "Submission is valid." };
    case "invalid":
      return invalid(outcome.reason);
    case "not-graded":
      throw new UserError(outcome.reason);
    case "grader-error":
      throw new GraderError(
        `The grader of \`${competition.facts.id}\` failed. The submission was not validated`,
        {
          hint: "Run `mlebench grade-sample` with --verbose where the private data may be seen.",
          cause: graderDetails ?? outcome.reason,
        },
      );
  }
}

function invalid(details: string): Validation {
  return { valid: false, message: `Submission invalid! ${details}`, details };
}
