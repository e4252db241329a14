import type { ReportRun } from "../experiment/report-run.js";
import type { ReportFailure } from "./report-data.js";

/** The runs without a score, and why. */
export function reportFailures(runs: readonly ReportRun[]): ReportFailure[] {
  return runs.flatMap((run) => {
    if (run.valid && run.graded) return [];
    const { agent, competitionId, seed, runId, status, logEnd } = run;
    const kind = kindOf(run);
    const reason = run.submissionError ?? run.reason;
    return [{ agent, competitionId, seed, runId, kind, status, reason, logEnd }];
  });
}

function kindOf(run: ReportRun): ReportFailure["kind"] {
  if (run.verdict === "grader-error") return "grader error";
  if (!run.graded) return run.submitted || run.verdict === "not-graded" ? "not graded" : "no submission";
  return run.submitted ? "invalid submission" : "no submission";
}
