import { describeError } from "@mlebench/core";
import { settleCompiler } from "@mlebench/disk";
import { type GradeResult, gradeInProcess } from "./grade-file.js";
import type { GradeMessage, GradeTask } from "./grade-in-subprocess.js";
import type { CompetitionRegistry } from "./grade-line.js";

const say = (answer: GradeMessage, then = (): void => {}): void => void process.send?.(answer, then);

async function work({ source, submissionPath, dataDirectory, cwd }: GradeTask): Promise<GradeResult> {
  try {
    const { findCompetition } = (await import(source.registry)) as CompetitionRegistry;
    const competition = await findCompetition(source.reference, { cwd });
    const onGraderError = (text: string): void => say({ type: "grader-error", text });
    return await gradeInProcess(competition, submissionPath, { dataDirectory, cwd, onGraderError });
  } catch (error) {
    return { verdict: "grader-error", reason: describeError(error), submissionExists: true };
  }
}

process.once("exit", settleCompiler);
process.once("message", async (task: GradeTask) => {
  const result = await work(task);
  say({ type: "result", result }, () => process.exit());
});
// Whoever asked is gone.
process.once("disconnect", () => process.exit());
