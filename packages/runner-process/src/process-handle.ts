import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { homeFiles } from "@mlebench/agents";
import type { AgentExit, OutputDirectory, RunHandle, RunSpecification } from "@mlebench/runner";
import {
  agentAccess,
  assertRunning,
  createProcessUsage,
  exitOfShell,
  followFile,
  killAll,
  parseValidations,
  pause,
  tarDirectory,
} from "@mlebench/runner";
import { execProcess } from "./exec-process.js";
import type { StartGradingServer, ValidationService } from "./grading-service.js";
import { commandOf, environmentOf } from "./launch.js";
import { processState } from "./process-state.js";
import { agentProcesses } from "./processes.js";
import { removeTree, runPaths } from "./scratch.js";
import { supervisorScript } from "./supervisor.js";

export interface ProcessHandle extends RunHandle {
  /** Starts the grading server within this process, where the agent expects it. */
  startServer(): Promise<void>;
}

/** A run, read from its scratch directory: every method works in any process. */
export function makeHandle(run: RunSpecification, startServer: StartGradingServer | false): ProcessHandle {
  const paths = runPaths(run);
  const { home, state } = paths;
  const stored = processState(run);
  let server: ValidationService | undefined;
  const usageOf = createProcessUsage(home);

  const closeServer = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    await closing?.close();
  };

  const handleState = (): "created" | "running" | "ended" => {
    if (!stored.isBegun()) return "created";
    return stored.hasEnded() ? "ended" : "running";
  };
  const agentHome = (): ReturnType<typeof homeFiles> =>
    homeFiles(home, {
      server: server?.url ?? stored.readState("server-url"),
      obfuscated: run.settings.obfuscated,
    });
  const access = agentAccess(async (command, options) => {
    assertRunning(handleState());
    const environment = { ...environmentOf(run, agentHome().variables), ...options.environment };
    return await execProcess(run, command, { ...options, home, environment });
  });

  const handle: ProcessHandle = {
    ...access,
    description: { home, isolation: "none" },
    home,
    async startServer() {
      if (startServer === false || server !== undefined) return;
      const known = stored.readState("server-url");
      // Another process that is still there serves this agent already.
      if (known !== undefined && (await answersHealth(known))) return;
      const port = known === undefined ? 0 : Number(new URL(known).port);
      server = await startServer(run, { port, logFile: paths.validations });
      writeFileSync(join(state, "server-url"), server.url);
    },
    async start() {
      await handle.startServer();
      const { files, variables } = agentHome();
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
      while (!stored.hasEnded() && stored.readState("agent.pid") === undefined) await pause(5);
    },
    state: async () => handleState(),
    logs: ({ from = 0, signal }) =>
      followFile(paths.output, from, stored.hasEnded, signal ?? new AbortController().signal),
    async wait({ signal } = {}) {
      while (!stored.hasEnded()) {
        await pause(50, signal);
        if (signal?.aborted === true) {
          // It would keep this process alive. The next one that finds the run starts another in its place.
          await closeServer();
          throw signal.reason;
        }
      }
      // What an agent left in the background would end with its container.
      await stored.killAgent(0);
      await closeServer();
      return endOf(stored.readState("exit-code"));
    },
    terminate: stored.killAgent,
    async usage() {
      return usageOf(agentProcesses(run.runId, stored.pidIn("agent.pid")));
    },
    async validations() {
      return parseValidations(stored.readState("validations.jsonl") ?? "");
    },
    async collect(directory: OutputDirectory, { path } = {}) {
      return tarDirectory(join(home, directory), path);
    },
    async destroy() {
      await stored.killAgent(0);
      const supervisor = stored.pidIn("supervisor.pid");
      if (supervisor !== undefined && stored.supervisorLives())
        await killAll(() => (stored.supervisorLives() ? [supervisor] : []), 0);
      await closeServer();
      if (run.settings.retain) return;
      removeTree(state);
      removeTree(home);
    },
  };
  return handle;
}

function endOf(exitCode: string | undefined): AgentExit {
  if (exitCode === undefined) return { exitCode: null, reason: "lost" };
  return exitOfShell(Number(exitCode));
}

async function answersHealth(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL("/health", url), { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
