/**
 * What a run can be in. `STATES.md` shows the same as a drawing; a test compares them.
 *
 * - `planned`: not started yet
 * - `active`: a backend holds something of the run
 * - `final`: it has a result that stays, unless failed runs are to be retried
 * - `repeatable`: it has no result; resuming the run group starts it again
 */
export const runStates = {
  pending: { phase: "planned", description: "not started" },
  starting: { phase: "active", description: "the backend creates environment and grading server" },
  queued: { phase: "active", description: "the run waits in the backend's queue" },
  running: { phase: "active", description: "the agent works" },
  collecting: { phase: "active", description: "the agent has ended and its output is copied" },
  succeeded: { phase: "final", description: "the agent exited with code 0" },
  failed: { phase: "final", description: "the agent exited with another code" },
  "timed out": { phase: "final", description: "the time limit was reached" },
  "out of memory": { phase: "final", description: "the agent was killed for its memory" },
  killed: { phase: "final", description: "the agent was killed by a signal, or exceeded a limit" },
  interrupted: { phase: "repeatable", description: "the user stopped the run" },
  lost: { phase: "repeatable", description: "the agent's container or process disappeared" },
  error: { phase: "repeatable", description: "the run could not be executed" },
} as const satisfies Readonly<Record<string, RunState>>;

interface RunState {
  phase: "planned" | "active" | "final" | "repeatable";
  description: string;
}

/** A run's status, as `metadata.json` and `state.json` hold it. */
export type RunStatus = keyof typeof runStates;

/** Every change of status, and the function of `run-transitions.ts` that makes it. */
export const runTransitions = {
  beginAttempt: { from: ["pending", "interrupted", "lost", "error"], to: ["starting"] },
  queueRun: { from: ["starting"], to: ["queued"] },
  agentStarted: { from: ["starting", "queued"], to: ["running"] },
  agentEnded: { from: ["running", "queued"], to: ["collecting"] },
  concludeRun: {
    from: ["collecting"],
    to: ["succeeded", "failed", "timed out", "out of memory", "killed", "interrupted", "lost"],
  },
  failRun: { from: ["starting", "queued", "running", "collecting"], to: ["error"] },
  retryRun: { from: ["failed", "out of memory", "killed", "lost", "error"], to: ["pending"] },
  loseRun: { from: ["starting", "queued", "running", "collecting"], to: ["lost"] },
} as const satisfies Readonly<Record<string, { from: readonly RunStatus[]; to: readonly RunStatus[] }>>;

/** The name of a change of status. */
export type RunTransition = keyof typeof runTransitions;

/** Whether a run failed: an error of the agent or its environment, and no limit that was reached. */
export function isError(status: RunStatus): boolean {
  return (runTransitions.retryRun.from as readonly RunStatus[]).includes(status);
}

/** Whether a run has a result that stays. */
export function isFinal(status: RunStatus): boolean {
  return runStates[status].phase === "final";
}

/** Whether a run must be executed: never started, interrupted, lost, or failed to start. */
export function needsRun(status: RunStatus): boolean {
  const { phase } = runStates[status];
  return phase === "planned" || phase === "repeatable";
}

/** Whether a backend may still hold something of a run that has no result yet. */
export function isActive(status: RunStatus): boolean {
  return runStates[status].phase === "active";
}
