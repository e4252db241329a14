import type { SubmissionState } from "../collect/inspect-submission.js";
import { secondsText } from "./follow-run.js";
import type { RunContext } from "./run-context.js";
import type { RunLog } from "./run-log.js";
import type { RunStatus } from "./run-states.js";
import { concludeRun, failRun } from "./run-transitions.js";

/** Gives a collected run its result, and logs it. */
export function finishRun(context: RunContext, log: RunLog): void {
  const { record, plan, worker } = context;
  concludeRun(context, (status) => reasonOf(status, context));
  log.line(submissionLine(record.submission));
  const reason = record.reason === null ? "" : `, ${record.reason.replace(/\.$/, "")}`;
  log.line(`Run ended after ${(record.seconds ?? 0).toFixed(2)} seconds: ${record.status}${reason}.`);
  const about = `seed ${record.seed} for ${record.competition_id} and agent ${plan.agent.name}`;
  log.line(`[Worker ${worker}] ${record.success ? "Finished running" : "Run failed for"} ${about}`);
}

function submissionLine(submission: SubmissionState | null): string {
  if (submission?.kind === "file")
    return `Submission: ${submission.bytes} bytes, SHA-256 ${submission.sha256}.`;
  const what = submission?.kind === "missing" ? "missing" : `not a file (${submission?.kind})`;
  const seen = submission?.seen === undefined ? "" : ` ${submission.seen}`;
  return `No submission to grade: submission.csv is ${what}.${seen}`;
}

function reasonOf(status: RunStatus, { internals, plan }: RunContext): string | null {
  switch (status) {
    case "failed":
      return `the agent exited with exit code ${internals.ended?.exitCode ?? null}`;
    case "timed out":
      return `the time limit of ${secondsText(plan.settings.timeout)} was exceeded`;
    case "out of memory":
      return "the agent ran out of memory";
    case "killed":
      return "the agent was killed by a signal";
    case "interrupted":
      return "interrupted by the user";
    case "lost":
      return "the agent's container or process disappeared";
    default:
      return null;
  }
}

/** Ends a run that cannot be executed, and logs why. */
export function abandonRun(context: RunContext, log: RunLog, error: unknown): void {
  const { record } = context;
  failRun(context, error);
  log.line(record.reason ?? "");
  log.line(
    `Run failed for seed ${record.seed}, agent ${record.agent} and competition ${record.competition_id}`,
  );
}
