import type { CompetitionReport } from "@mlebench/core";
import { serveThread } from "@mlebench/disk/worker-pool";
import { type CompetitionRegistry, gradeLine } from "./grade-line.js";
import type { GradingSetup, WorkerEvent } from "./grade-submissions.js";
import type { SubmissionLine } from "./submission-lines.js";

serveThread<GradingSetup, SubmissionLine, CompetitionReport>(async (setup, line, remark) => {
  const registry = (await import(setup.registry)) as CompetitionRegistry;
  const say = (text: WorkerEvent): void => remark(text);
  return gradeLine(registry, line, {
    ...setup,
    onMessage: (text) => say({ type: "message", text }),
    onGraderError: (text) => say({ type: "grader-error", text }),
  });
});
