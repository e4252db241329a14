import { join, sep } from "node:path";
import { inspect } from "node:util";
import { type Competition, isMlebenchError } from "@mlebench/core";
import { canJudgeOrdinary, validateSubmission } from "@mlebench/grading";

/** What the judging process is asked. */
export interface CheckTask {
  /** File URL of the competition's module. */
  entry: string;
  dataDirectory: string;
  /** Holds the submission. */
  directory: string;
  /** Name of the submission in `directory`. */
  name: string;
  /** Asks instead whether an ordinary submission can be judged: valid if so. @default false */
  ordinary?: boolean;
}

/** What it answers. `details` may hold private values, `message` never does. */
export type CheckAnswer =
  | { verdict: "valid" | "invalid"; message: string }
  | { verdict: "grader-error"; details: string };

const longestMessage = 2000;

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

async function check({ entry, dataDirectory, directory, name, ordinary }: CheckTask): Promise<CheckAnswer> {
  let details: string | undefined;
  try {
    const { competition } = (await import(/* @vite-ignore */ entry)) as { competition: Competition };
    if (ordinary) {
      const works = await canJudgeOrdinary(competition, { dataDirectory, cwd: directory });
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
    return { verdict: valid ? "valid" : "invalid", message: shorten(text, longestMessage) };
  } catch (error) {
    details ??= isMlebenchError(error) ? error.message : inspect(error, { depth: 4 });
    return { verdict: "grader-error", details: shorten(details, longestMessage) };
  }
}

process.once("message", async (task: CheckTask) => {
  const answer = await check(task);
  process.send?.(answer, () => process.exit());
});
// Whoever asked is gone.
process.once("disconnect", () => process.exit());
