import { describeError } from "@mlebench/core";
import { settleCompiler } from "@mlebench/disk";
import type { CompetitionRegistry } from "./grade-line.js";
import { type Judgment, judgeHere } from "./judge.js";
import type { JudgeAnswer, JudgeTask } from "./judge-apart.js";

const say = (answer: JudgeAnswer, then = (): void => {}): void => void process.send?.(answer, then);

async function work({ source, submissionPath, dataDirectory, cwd }: JudgeTask): Promise<Judgment> {
  try {
    const { findCompetition } = (await import(source.registry)) as CompetitionRegistry;
    const competition = await findCompetition(source.reference, { cwd });
    const onGraderError = (text: string): void => say({ type: "grader-error", text });
    return await judgeHere(competition, submissionPath, { dataDirectory, cwd, onGraderError });
  } catch (error) {
    return { verdict: "grader-error", reason: describeError(error), submissionExists: true };
  }
}

process.once("exit", settleCompiler);
process.once("message", async (task: JudgeTask) => {
  const judgment = await work(task);
  say({ type: "judgment", judgment }, () => process.exit());
});
// Whoever asked is gone.
process.once("disconnect", () => process.exit());
