import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { containerPaths } from "@mlebench/environment";
import {
  type AgentExit,
  agentAccess,
  assertRunning,
  createProcessUsage,
  followFile,
  parseValidations,
  pause,
  type RunHandle,
  type RunSpecification,
  tarDirectory,
} from "@mlebench/runner";
import { execContainer } from "./exec-container.js";
import { removeTree } from "./remove-tree.js";
import type { RunPaths } from "./run-paths.js";
import { killRun, terminateAgent } from "./run-processes.js";
import { readState, runPhase } from "./run-state.js";
import { startSupervisor } from "./start-supervisor.js";
import type { SupervisorPlan } from "./supervisor-plan.js";
import { containerProcesses } from "./watch-limits.js";

/** What a handle is made of. */
export interface HandleOptions {
  run: RunSpecification;
  paths: RunPaths;
  /** Variables of the agent, as far as they are known before it begins. */
  environment: Readonly<Record<string, string>>;
  description: Readonly<Record<string, unknown>>;
  /** How to start the run; undefined for one that another process made. */
  plan: SupervisorPlan | undefined;
}

/** One run, read from its files: every method works in any process of the machine that the run is on. */
export function containerRunHandle(options: HandleOptions): RunHandle {
  const { run, paths, plan, description } = options;
  const { home, state } = paths;
  const usageOf = createProcessUsage(home);

  const access = agentAccess(async (command, execOptions) => {
    assertRunning(runPhase(state));
    const container = readState(state, "container");
    const known = readState(state, "run");
    if (container === undefined || known === undefined) throw new UserError("The agent has not begun yet");
    const { url } = container;
    const server: Record<string, string> =
      url === null || url.endsWith(":5000") ? {} : { VALIDATION_SERVER: url };
    const place = {
      tool: known.tool,
      name: known.containerName,
      pid: container.guest,
      environment: { ...options.environment, ...server },
      home: containerPaths.home,
    };
    return await execContainer(place, command, execOptions);
  });

  return {
    ...access,
    home: containerPaths.home,
    description,
    async start() {
      if (plan === undefined) throw new UserError("The run was begun by another process");
      await startSupervisor(plan, run.runId);
    },
    state: async () => runPhase(state),
    logs: ({ from = 0, signal }) =>
      followFile(
        paths.output,
        from,
        () => runPhase(state) === "ended",
        signal ?? new AbortController().signal,
      ),
    async wait({ signal } = {}) {
      while (runPhase(state) !== "ended") {
        await pause(50, signal);
        signal?.throwIfAborted();
      }
      const exit = readState(state, "exit");
      if (exit !== undefined) return exit;
      // Without its supervisor nobody watches what is left of the container.
      await killRun(paths);
      return lostExit(state);
    },
    terminate: (graceSeconds) => terminateAgent(paths, graceSeconds),
    async usage() {
      const container = readState(state, "container");
      return usageOf(container === undefined ? [] : containerProcesses(container));
    },
    validations: async () =>
      existsSync(paths.validations) ? parseValidations(readFileSync(paths.validations, "utf8")) : [],
    collect: async (directory, { path } = {}) => tarDirectory(join(home, directory), path),
    async destroy() {
      await killRun(paths);
      if (!run.settings.retain) await removeTree(paths.top);
    },
  };
}

function lostExit(state: string): AgentExit {
  const failure = readState(state, "failure");
  const detail = failure?.message ?? "the program that keeps the agent's container has ended";
  return { exitCode: null, reason: "lost", detail };
}
