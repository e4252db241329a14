import { jsonNumber } from "./log-json.js";
import type { LoggedRun } from "./logged-run.js";

/** What is known of a run besides its conversation. */
export function runFacts({ runId, record, report, problems }: LoggedRun): Record<string, unknown> {
  const { competition_id, seed, attempt, agent, status, reason, exit_code, timeout_seconds } = record;
  const { validations, submission, outputs, cpu_set, gpu_devices } = record;
  return {
    run_id: runId,
    competition_id,
    seed,
    attempt,
    agent,
    status,
    reason,
    exit_code,
    timeout_seconds,
    validations,
    submission,
    outputs,
    cpu_set,
    gpu_devices,
    ...(record.cost != null && { cost: record.cost }),
    ...(report !== null && {
      score: jsonNumber(report.score),
      medal: report.medal,
      percentile: report.percentile,
      verdict: report.verdict,
      metric: report.metric,
      is_lower_better: report.is_lower_better,
      data_kind: report.data_kind,
      thresholds: {
        gold: jsonNumber(report.gold_threshold),
        silver: jsonNumber(report.silver_threshold),
        bronze: jsonNumber(report.bronze_threshold),
        median: jsonNumber(report.median_threshold),
      },
    }),
    ...(problems.length > 0 && { problems }),
  };
}
