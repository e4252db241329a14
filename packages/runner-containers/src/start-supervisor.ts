import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childEnvironment, UserError } from "@mlebench/core";
import { threadUrl } from "@mlebench/disk/worker-pool";
import { pause } from "@mlebench/runner";
import { readState, runPhase } from "./run-state.js";
import type { SupervisorPlan } from "./supervisor-plan.js";

/** Set for a supervisor and what it starts on this machine, by which they are found when they are left behind. */
export const runMarker = "MLEBENCH_RUN";

/**
 * Starts the supervisor of a run, which outlives this process, and waits until the agent has begun.
 * @throws UserError with the reason, if the agent cannot be started
 */
export async function startSupervisor(plan: SupervisorPlan, runId: string): Promise<void> {
  const { state } = plan.paths;
  const child = spawn(process.execPath, [fileURLToPath(threadUrl("supervisor", import.meta.url))], {
    cwd: state,
    detached: true,
    env: { ...childEnvironment(), [runMarker]: runId },
    stdio: ["pipe", "ignore", "ignore"],
  });
  let failure: string | undefined;
  child.once("error", (error) => {
    failure = error.message;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(plan));
  child.unref();
  for (;;) {
    await pause(10);
    if (readState(state, "container") !== undefined || readState(state, "exit") !== undefined) return;
    const failed = readState(state, "failure");
    if (failed !== undefined) throw new UserError(failed.message, { hint: failed.hint });
    const isGone = child.exitCode !== null || child.signalCode !== null;
    if (failure !== undefined || (isGone && runPhase(state) !== "ended"))
      throw new UserError(
        `The run's supervisor cannot be started: ${failure ?? `exit code ${child.exitCode}`}`,
      );
  }
}
