import { join, sep } from "node:path";
import { inspect } from "node:util";
import { type Competition, isMlebenchError } from "@mlebench/core";
import { canGradeSample, validateSubmission } from "@mlebench/grading";

/** What the subprocess receives. */
export interface ValidationTask {
  /** File URL of the competition's module. */
  entry: string;
  dataDirectory: string;
  /** Holds the submission. */
  directory: string;
  /** Name of the submission in `directory`. */
  name: string;
  /** Validates the sample submission instead: valid if it can be graded. @default false */
  sample?: boolean;
}

/** What it answers. `details` may hold private values, `message` never does. */
export type ValidationAnswer =
  | { verdict: "valid" | "invalid"; message: string }
  | { verdict: "grader-error"; details: string };

const maxMessageLength = 2000;

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

async function check({
  entry,
  dataDirectory,
  directory,
  name,
  sample,
}: ValidationTask): Promise<ValidationAnswer> {
  let details: string | undefined;
  try {
    const { competition } = (await import(/* @vite-ignore */ entry)) as { competition: Competition };
    if (sample) {
      const works = await canGradeSample(competition, { dataDirectory, cwd: directory });
      return works ? { verdict: "valid", message: "" } : { verdict: "grader-error", details: "" };
    }
    const { valid, message } = await validateSubmission(competition, name, {
      dataDirectory,
      cwd: directory,
      onGraderError(text) {
        details = text;
      },
    });
    const text = message.replaceAll(join(directory, sep), "");
    return { verdict: valid ? "valid" : "invalid", message: shorten(text, maxMessageLength) };
  } catch (error) {
    details ??= isMlebenchError(error) ? error.message : inspect(error, { depth: 4 });
    return { verdict: "grader-error", details: shorten(details, maxMessageLength) };
  }
}

process.once("message", async (task: ValidationTask) => {
  const answer = await check(task);
  process.send?.(answer, () => process.exit());
});
// Whoever asked is gone.
process.once("disconnect", () => process.exit());
