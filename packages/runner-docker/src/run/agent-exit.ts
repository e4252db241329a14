import { type AgentExit, pause } from "@mlebench/runner";
import { logLimitFile } from "../containers/supervisor.js";
import { pathFacts } from "../engine/engine.js";
import { agentWrittenBytes, diskExceeded, watchedDiskBytes } from "./disk-limit.js";
import { type ContainerState, type DockerRun, graderState, inspectAgent } from "./docker-run.js";

/** Containers that an engine stops all at once end within this time of each other. */
const togetherMilliseconds = 60_000;

/** Waits for the agent's end and determines how it ended. */
export async function waitForExit(run: DockerRun, signal?: AbortSignal): Promise<AgentExit> {
  for (;;) {
    signal?.throwIfAborted();
    await waitOrAskAgain(run, signal);
    signal?.throwIfAborted();
    let found = await inspectAgent(run, signal);
    if (found !== undefined && !found.State.Running && !run.terminating && run.killedFor === undefined) {
      // When someone stops an engine, or restarts or removes a container, the rest of it comes a little later.
      if (found.State.ExitCode !== 0) await pause(1500, signal);
      found = await inspectAgent(run, signal);
    }
    if (found === undefined)
      return { exitCode: null, reason: "lost", detail: "the agent's container is gone" };
    const exit = await exitOf(run, found.State);
    if (exit !== undefined) return exit;
  }
}

/** The engine is asked now and then as well, since a connection can break silently. */
async function waitOrAskAgain({ agent }: DockerRun, signal?: AbortSignal): Promise<void> {
  const ask = new AbortController();
  const forward = (): void => ask.abort();
  signal?.addEventListener("abort", forward);
  const waited = agent
    .wait({ condition: "not-running", abortSignal: ask.signal })
    .catch(() => pause(250, signal));
  await Promise.race([waited, pause(30_000, ask.signal)]);
  signal?.removeEventListener("abort", forward);
  ask.abort();
}

/** Undefined while the agent works. */
async function exitOf(run: DockerRun, state: ContainerState): Promise<AgentExit | undefined> {
  const beside = await graderState(run);
  // Whoever started the container again did so after the grading server had been started.
  const again = beside !== undefined && Date.parse(state.StartedAt) > Date.parse(beside.StartedAt);
  if (again) return { exitCode: null, reason: "lost", detail: "the agent's container was restarted" };
  if (state.Running) return undefined;
  const exitCode = state.ExitCode;
  const killedFor = await reasonForKilling(run, state);
  if (killedFor !== undefined) return { exitCode, reason: "killed", detail: killedFor };
  if (!run.terminating && beside !== undefined && isTogether(state, beside)) {
    return { exitCode: null, reason: "lost", detail: "the engine stopped the agent's container" };
  }
  if (state.OOMKilled && exitCode !== 0) {
    return { exitCode, reason: "out of memory", detail: "the memory limit was exceeded" };
  }
  const detail = state.OOMKilled
    ? "a process of the agent was killed because memory was used up"
    : state.Error;
  const isKilled = exitCode === 137 || exitCode === 143;
  return { exitCode, reason: isKilled ? "killed" : "exited", ...(detail && { detail }) };
}

/** The limit that the agent exceeded. */
async function reasonForKilling(run: DockerRun, { ExitCode }: ContainerState): Promise<string | undefined> {
  if (ExitCode === 137 && (await pathFacts(run.agent, logLimitFile)) !== undefined) {
    return outputExceeded(run);
  }
  if (run.killedFor !== undefined) return run.killedFor;
  const limit = watchedDiskBytes(run);
  if (limit === undefined) return undefined;
  // An agent may write much and end before anybody looks.
  const bytes = await agentWrittenBytes(run);
  return bytes !== undefined && bytes > limit ? diskExceeded(bytes, limit) : undefined;
}

/** The reason of a run that was killed for its output. */
export function outputExceeded({ options }: DockerRun): string {
  return `the agent printed more than the limit of ${options.logBytes} bytes`;
}

/** Whether two containers ended at about the same time, as when an engine stops; not when one failed by itself. */
function isTogether(agent: ContainerState, grader: ContainerState): boolean {
  if (grader.Running || grader.OOMKilled || ![0, 137, 143, 255].includes(grader.ExitCode)) return false;
  return Date.parse(grader.FinishedAt) >= Date.parse(agent.FinishedAt) - togetherMilliseconds;
}
