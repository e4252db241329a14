import { spawn } from "node:child_process";
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { homeFiles } from "@mlebench/agents";
import type {
  AgentExit,
  OutputDirectory,
  RunHandle,
  RunSpecification,
  RunUsage,
  RunValidation,
} from "@mlebench/runner";
import { pause, tarDirectory } from "@mlebench/runner";
import { followFile } from "./follow-file.js";
import type { StartGradingServer, ValidationService } from "./grading-service.js";
import { commandOf, environmentOf } from "./launch.js";
import { agentProcesses, hasVariable, killAll, readProcess, runMarker } from "./processes.js";
import { removeTree, runPaths } from "./scratch.js";
import { supervisorScript } from "./supervisor.js";

export interface ProcessHandle extends RunHandle {
  /** Starts the grading server within this process, where the agent expects it. */
  startServer(): Promise<void>;
}

/** A run as its scratch directory tells it: every method works in any process. */
export function makeHandle(run: RunSpecification, startServer: StartGradingServer | false): ProcessHandle {
  const places = runPaths(run);
  const { home, state } = places;
  let server: ValidationService | undefined;
  let cpu: { ticks: number; time: number } | undefined;

  const readState = (name: string): string | undefined => {
    try {
      return readFileSync(join(state, name), "utf8");
    } catch {
      return undefined;
    }
  };
  const pidIn = (name: string): number | undefined => {
    const text = readState(name);
    return text === undefined ? undefined : Number(text);
  };
  const supervisorLives = (): boolean => {
    const pid = pidIn("supervisor.pid");
    if (pid === undefined) return false;
    if (process.platform !== "linux") return answersSignals(pid);
    const found = readProcess(pid);
    return found !== undefined && hasVariable(found, runMarker, run.runId);
  };
  const isBegun = (): boolean => existsSync(join(state, "begun"));
  const hasEnded = (): boolean => {
    if (readState("exit-code") !== undefined) return true;
    if (!isBegun()) return false;
    // The supervisor needs a moment before it can be seen, also when another process has just started it.
    if (supervisorLives() || msSince(join(state, "begun")) < 2000) return false;
    return true;
  };
  const agentPids = (): number[] => {
    const pid = pidIn("agent.pid");
    if (process.platform !== "linux") return pid !== undefined && answersSignals(-pid) ? [-pid] : [];
    return agentProcesses(run.runId, pid).map((entry) => entry.pid);
  };
  const killAgent = async (graceSeconds: number): Promise<void> => {
    if (!(await killAll(agentPids, graceSeconds)))
      throw new Error("some of the agent's processes cannot be killed");
  };
  const closeServer = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    await closing?.close();
  };

  const handle: ProcessHandle = {
    description: { home, isolation: "none" },
    home,
    async startServer() {
      if (startServer === false || server !== undefined) return;
      const known = readState("server-url");
      const port = known === undefined ? 0 : Number(new URL(known).port);
      server = await startServer(run, { port, logFile: places.validations });
      writeFileSync(join(state, "server-url"), server.url);
    },
    async start() {
      await handle.startServer();
      const { files, variables } = homeFiles(home, {
        server: server?.url,
        obfuscated: run.settings.obfuscated,
      });
      for (const { name, text, mode } of files) writeFileSync(join(home, name), text, { mode });
      writeFileSync(join(state, "begun"), "");
      const child = spawn(
        "bash",
        ["-c", supervisorScript, "supervisor", state, run.runId, ...commandOf(run, home)],
        {
          cwd: home,
          detached: true,
          stdio: "ignore",
          env: environmentOf(run, variables),
        },
      );
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", reject);
      });
      child.unref();
      while (!hasEnded() && readState("agent.pid") === undefined) await pause(5);
    },
    async state() {
      if (!isBegun()) return "created";
      return hasEnded() ? "ended" : "running";
    },
    logs: ({ from = 0, signal }) =>
      followFile(places.output, from, hasEnded, signal ?? new AbortController().signal),
    async wait({ signal } = {}) {
      while (!hasEnded()) {
        await pause(50, signal);
        signal?.throwIfAborted();
      }
      // What an agent left in the background would end with its container.
      await killAgent(0);
      await closeServer();
      return endOf(readState("exit-code"));
    },
    terminate: killAgent,
    async usage() {
      const processes = agentProcesses(run.runId, pidIn("agent.pid"));
      const ticks = processes.reduce((sum, entry) => sum + entry.ticks, 0);
      const time = performance.now();
      const before = cpu;
      cpu = { ticks, time };
      const submission = submissionOf(join(home, "submission", "submission.csv"));
      return {
        memoryBytes: processes.reduce((sum, entry) => sum + entry.residentPages * 4096, 0),
        ...(before !== undefined && {
          // A clock tick is a hundredth of a second on every Linux that Node runs on.
          cpuCores: Math.max(0, ((ticks - before.ticks) * 10) / (time - before.time)),
        }),
        ...(submission !== undefined && { submission }),
      };
    },
    async validations() {
      const text = readState("validations.jsonl") ?? "";
      return text.split("\n").flatMap((line) => (line === "" ? [] : (parseLine(line) ?? [])));
    },
    async collect(directory: OutputDirectory, { path } = {}) {
      return tarDirectory(join(home, directory), path);
    },
    async destroy() {
      await killAgent(0);
      const supervisor = pidIn("supervisor.pid");
      if (supervisor !== undefined && supervisorLives())
        await killAll(() => (supervisorLives() ? [supervisor] : []), 0);
      await closeServer();
      if (run.settings.retain) return;
      removeTree(state);
      removeTree(home);
    },
  };
  return handle;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function msSince(file: string): number {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found === undefined ? Number.POSITIVE_INFINITY : Date.now() - found.mtimeMs;
}

function endOf(exitCode: string | undefined): AgentExit {
  if (exitCode === undefined) return { exitCode: null, reason: "lost" };
  const code = Number(exitCode);
  // Bash's way to tell of SIGKILL and SIGTERM.
  return { exitCode: code, reason: code === 137 || code === 143 ? "killed" : "exited" };
}

function submissionOf(path: string): RunUsage["submission"] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? { bytes: found.size, modified: found.mtime.toISOString() } : undefined;
}

function parseLine(line: string): RunValidation | undefined {
  try {
    return JSON.parse(line) as RunValidation;
  } catch {
    return undefined;
  }
}
