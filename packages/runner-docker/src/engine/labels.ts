/** What every container and network of a run carries; nothing without the first is ever removed. */
export const labels = {
  runGroup: "mlebench.run-group",
  runId: "mlebench.run-id",
  attempt: "mlebench.attempt",
  role: "mlebench.role",
  /** Where its runner keeps the run: there one can see whether the runner is at work. */
  runDirectory: "mlebench.run-directory",
} as const;

/** `agent`: where the agent works; `grader`: where the answers are. */
export type Role = "agent" | "grader" | "network";

/** Labels of one thing of a run. */
export function runLabels(
  run: { runGroup: string; runId: string; attempt: number; runDirectory: string },
  role: Role,
): Record<string, string> {
  return {
    [labels.runGroup]: run.runGroup,
    [labels.runId]: run.runId,
    [labels.attempt]: String(run.attempt),
    [labels.role]: role,
    [labels.runDirectory]: run.runDirectory,
  };
}
