import { existsSync, lstatSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { containerPaths } from "@mlebench/environment";
import {
  type AgentExit,
  agentAccess,
  assertRunning,
  pause,
  type RunHandle,
  type RunSpecification,
  type RunUsage,
  type RunValidation,
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

const pageBytes = 4096;

/** One run, read from its files: every method works in any process of the machine that the run is on. */
export function containerRunHandle(options: HandleOptions): RunHandle {
  const { run, paths, plan, description } = options;
  const { home, state } = paths;
  let cpu: { ticks: number; time: number } | undefined;

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
      const processes = container === undefined ? [] : containerProcesses(container.pidNamespace);
      const ticks = processes.reduce((sum, entry) => sum + entry.ticks, 0);
      const time = performance.now();
      const before = cpu;
      cpu = { ticks, time };
      const submission = submissionOf(join(home, "submission", "submission.csv"));
      return {
        memoryBytes: processes.reduce((sum, entry) => sum + entry.residentPages * pageBytes, 0),
        ...(before !== undefined && {
          // A clock tick is a hundredth of a second on every Linux that Node runs on.
          cpuCores: Math.max(0, ((ticks - before.ticks) * 10) / (time - before.time)),
        }),
        ...(submission !== undefined && { submission }),
      };
    },
    validations: async () => readValidations(paths.validations),
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

function submissionOf(path: string): RunUsage["submission"] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { bytes: found.size, modified: found.mtime.toISOString() } : undefined;
}

function readValidations(file: string): RunValidation[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as RunValidation];
      } catch {
        // It is being written.
        return [];
      }
    });
}

/** What is in a file from an offset on, and what is added, until `hasEnded` was true before the last look. */
async function* followFile(
  path: string,
  from: number,
  hasEnded: () => boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    for (let position = from, last = false; !signal.aborted; ) {
      const buffer = Buffer.allocUnsafe(1 << 18);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      position += bytesRead;
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead);
        continue;
      }
      if (last) return;
      last = hasEnded();
      if (!last) await pause(50, signal);
    }
  } finally {
    await file.close();
  }
}
