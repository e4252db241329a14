import { pause, type RunSpecification } from "@mlebench/runner";
import type Docker from "dockerode";
import type { RunParts } from "../containers/run-parts.js";
import { isUnreachable, unlessMissing } from "../engine/engine.js";

export interface HandleOptions {
  run: RunSpecification;
  parts: RunParts;
  description: Readonly<Record<string, unknown>>;
  diskLimitedByEngine: boolean;
  /** How often the agent's output is copied to the host; 0 never. */
  liveCopySeconds: number;
  /** How much disk of the engine the agent's output may take. */
  logBytes: number;
  /** How long an unreachable engine is waited for. */
  engineTimeoutSeconds: number;
  /** How long the environment may take until the agent can start. */
  startTimeoutSeconds: number;
}

export type ContainerState = Docker.ContainerInspectInfo["State"];

/** One run in an engine, and what this process did to it. */
export interface DockerRun {
  docker: Docker;
  options: HandleOptions;
  agent: Docker.Container;
  grader: Docker.Container;
  /** Why this process killed the agent. */
  killedFor: string | undefined;
  /** Whether this process terminates the agent. */
  terminating: boolean;
}

export function dockerRun(docker: Docker, options: HandleOptions): DockerRun {
  const { parts } = options;
  return {
    docker,
    options,
    agent: docker.getContainer(parts.agent ?? "none"),
    grader: docker.getContainer(parts.grader ?? "none"),
    killedFor: undefined,
    terminating: false,
  };
}

/** Kills the agent for something that it did. */
export async function killAgent(run: DockerRun, why: string): Promise<void> {
  run.killedFor ??= why;
  await run.agent.kill({ signal: "SIGKILL" }).catch(() => undefined);
}

/** The agent's container; undefined if it is gone. */
export function inspectAgent(
  { agent, options }: DockerRun,
  signal?: AbortSignal,
): Promise<Docker.ContainerInspectInfo | undefined> {
  return untilReachable(() => unlessMissing(agent.inspect()), options.engineTimeoutSeconds, signal);
}

/** State of the grading server's container; undefined if it is gone. */
export async function graderState({ grader, options }: DockerRun): Promise<ContainerState | undefined> {
  const found = await untilReachable(() => unlessMissing(grader.inspect()), options.engineTimeoutSeconds);
  return found?.State;
}

/** An engine may be restarting; only after a long silence it counts as gone. */
async function untilReachable<Result>(
  ask: () => Promise<Result>,
  seconds: number,
  signal?: AbortSignal,
): Promise<Result> {
  const deadline = performance.now() + seconds * 1000;
  for (let delay = 250; ; delay = Math.min(delay * 2, 5000)) {
    try {
      return await ask();
    } catch (error) {
      signal?.throwIfAborted();
      if (!isUnreachable(error) || performance.now() > deadline) throw error;
      await pause(delay, signal);
    }
  }
}
