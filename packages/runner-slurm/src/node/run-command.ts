import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { describeError } from "@mlebench/core";
import type { AgentExit, MachineCommand } from "@mlebench/runner";
import type { CommandTask } from "../record/task.js";
import { nodeLife } from "./node-life.js";
import type { StopReasons } from "./stop-agent.js";

/** Executes a command that is no run, and writes down what happens as for a run. */
export async function runCommand(
  submission: string,
  life: number,
  { command, requeue }: CommandTask,
): Promise<void> {
  await nodeLife(submission, life, requeue, async (_files, write, stop) => {
    const clock = performance.now();
    write({ event: "started", description: {}, home: undefined });
    const exit = await execute(command, stop);
    const stopped = stop.cause() ?? null;
    const seconds = (performance.now() - clock) / 1000;
    write({ event: "end", exit, seconds, stopped, outputs: [] });
  });
}

function execute(
  { script, environment, cwd, output, log }: MachineCommand,
  stop: StopReasons,
): Promise<AgentExit> {
  const stdout = openSync(output, "w");
  const stderr = openSync(log, "a");
  const child = spawn(process.execPath, script, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", stdout, stderr],
  });
  closeSync(stdout);
  closeSync(stderr);
  void stop.first.then(() => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ exitCode: null, reason: "lost", detail: `it cannot be started: ${describeError(error)}` }),
    );
    child.once("close", (exitCode, signal) =>
      resolve(
        signal === null
          ? { exitCode, reason: "exited" }
          : {
              exitCode: null,
              reason: "killed",
              detail: `it was ended by ${signal}, which may be for want of memory`,
            },
      ),
    );
  });
}
