import { UserError } from "@mlebench/core";
import { runInside, startGrader } from "../containers/grader-container.js";
import { startFile, startSignal } from "../containers/supervisor.js";
import { lastLoggedLines } from "../engine/container-logs.js";
import { engineMessage, pathFacts } from "../engine/engine.js";
import { type DockerRun, inspectAgent } from "./docker-run.js";

/**
 * Starts environment and grading server, then the agent.
 * @param onRunning is called when the agent works; not for one that has ended already
 * @throws UserError if one of them cannot be started
 */
export async function startRun(run: DockerRun, onRunning: () => void): Promise<void> {
  const { agent, grader, options } = run;
  const { parts, startTimeoutSeconds } = options;
  if (parts.agent === undefined || parts.grader === undefined) {
    throw new UserError("Some of the run's containers are missing", { hint: "Start the run again." });
  }
  if (!(await agent.inspect()).State.Running) {
    await agent.start().catch((error) => {
      throw startError(error);
    });
  }
  try {
    await startGrader(grader, startTimeoutSeconds);
  } catch (error) {
    // It uses the agent's network, and cannot start if the agent's container has ended.
    if ((await agent.inspect()).State.Running) throw error;
    throw await environmentError(run);
  }
  const signaled = await runInside(agent, startSignal, { user: "0", seconds: startTimeoutSeconds }).catch(
    () => undefined,
  );
  if (signaled === 0) return onRunning();
  // An agent may be so quick that its container ends before this command does.
  if (!(await agent.inspect()).State.Running && (await hasBegun(run))) return;
  throw await environmentError(run);
}

/** Whether the agent itself was started, by whatever process. */
async function hasBegun({ agent }: DockerRun): Promise<boolean> {
  return (await pathFacts(agent, startFile)) !== undefined;
}

/**
 * Continues with what another process started: watches an agent that works, starts one that was about to.
 * @returns false if the agent has not started and cannot
 */
export async function reattachRun(run: DockerRun, onRunning: () => void): Promise<boolean> {
  if ((await inspectAgent(run))?.State.Running !== true) return true;
  if (run.options.parts.grader !== undefined && (await hasBegun(run))) {
    onRunning();
    return true;
  }
  return startRun(run, onRunning).then(
    () => true,
    () => false,
  );
}

async function environmentError({ agent, options }: DockerRun): Promise<UserError> {
  const { State } = await agent.inspect();
  const what = State.Running
    ? `was not ready within ${options.startTimeoutSeconds} seconds`
    : "exited at once";
  const lines = await lastLoggedLines(agent, 10).catch(() => []);
  return new UserError(
    `The agent's environment ${what}: ${lines.map(({ text }) => text).join(" ") || `exit code ${State.ExitCode}`}`,
  );
}

function startError(cause: unknown): UserError {
  const message = engineMessage(cause);
  return new UserError(`Cannot start the agent's container: ${message}`, {
    ...(/device driver/i.test(message) && {
      hint: "GPUs need the NVIDIA Container Toolkit on the engine's machine, or another --gpu-driver.",
    }),
    cause,
  });
}
