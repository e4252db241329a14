import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { constants } from "node:os";
import {
  encodeLists,
  environmentList,
  ownNetworkCommand,
  processWithin,
  toolDriver,
  toolEnvironment,
} from "@mlebench/containers";
import { UserError } from "@mlebench/core";
import { identifyProcess } from "@mlebench/disk";
import { pause } from "@mlebench/runner";
import type { ContainerNamespace } from "./run-state.js";
import type { SupervisorPlan } from "./supervisor-plan.js";

/** A container that waits for its agent to be started. */
export interface ReadyContainer extends ContainerNamespace {
  /** The process that the tool's command was started as. */
  outer: number;
  /** The container's first program that is ours, as this machine numbers it. */
  guest: number;
}

/** The first program of a container, and what it says. */
export interface ContainerProcess {
  child: ChildProcess;
  /**
   * Waits until the container is there and hides what it must.
   * @throws UserError otherwise, with the reason
   */
  ready(seconds: number): Promise<ReadyContainer>;
  /** Starts the agent; from here on, what is printed is the agent's output. */
  begin(): void;
  /** Resolves when the container has ended and its output was written: the exit code as a shell counts it. */
  ended: Promise<number>;
}

/** What of a tool's own messages is kept. */
const keptErrorBytes = 8000;

/** @param onOutputLimit is called once, when the output has reached its limit: the rest is dropped */
export function startContainer(
  plan: SupervisorPlan,
  environment: Readonly<Record<string, string>>,
  onOutputLimit: () => void,
): ContainerProcess {
  const [program, ...parameters] = commandOf(plan);
  const child = spawn(program, parameters, {
    cwd: plan.paths.top,
    env: toolEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-keptErrorBytes);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.write(
    encodeLists(plan.hidden, environmentList(environment), plan.ulimits, plan.entryPoint, plan.command),
  );
  const output = createWriteStream(plan.paths.output, { flags: "a" });
  const first = readFirstLine(child, output, plan.outputBytes, onOutputLimit);
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  const ended = new Promise<number>((resolve) => {
    const end = (code: number): void => {
      output.end(() => resolve(code));
    };
    child.once("close", (code, name) => end(code ?? 128 + (name === null ? 0 : constants.signals[name])));
    child.once("error", () => end(127));
  });
  return {
    child,
    ended,
    async ready(seconds) {
      const isOver = (): boolean =>
        failure !== undefined || child.exitCode !== null || child.signalCode !== null;
      const deadline = performance.now() + seconds * 1000;
      while (first.line === undefined && !isOver() && performance.now() < deadline) await pause(5);
      // What it printed last may come after its end.
      if (first.line === undefined && isOver()) await pause(100);
      const leak = /^leak: (.*)$/.exec(first.line ?? "")?.[1];
      if (leak !== undefined) throw leakError(plan, leak);
      const found = /^ready: (\d+) (pid:\[\d+\])$/.exec(first.line ?? "");
      if (found === null) throw startError(plan, failure?.message ?? (first.line ?? "") + errors);
      const [, within, pidNamespace] = found;
      const guest = processWithin(pidNamespace, Number(within));
      if (guest === undefined)
        throw startError(
          plan,
          "its processes cannot be seen from here, as this tool runs them as another user",
        );
      return {
        outer: child.pid ?? 0,
        guest,
        pidNamespace,
        first: identifyProcess(processWithin(pidNamespace, 1) ?? guest),
      };
    },
    begin() {
      first.isOver = true;
      child.stdin.end("\n");
    },
  };
}

function commandOf({ tool, spec, cpuSet }: SupervisorPlan): string[] {
  const driver = toolDriver(tool.id);
  const run = driver.runCommand(tool, spec);
  const placed = driver.ownsNetwork || spec.network === "host" ? run : ownNetworkCommand(run);
  return cpuSet === undefined ? placed : ["taskset", "-c", cpuSet.join(","), ...placed];
}

interface FirstLine {
  line: string | undefined;
  /** What comes now is the agent's. */
  isOver: boolean;
}

/** Until the agent begins, the container prints one line; everything after it goes to the output. */
function readFirstLine(
  child: ChildProcess,
  output: WriteStream,
  limit: number,
  onOutputLimit: () => void,
): FirstLine {
  const first: FirstLine = { line: undefined, isOver: false };
  let before = "";
  let remaining = limit;
  const { stdout } = child;
  stdout?.on("data", (chunk: Buffer) => {
    if (!first.isOver) {
      before += chunk.toString("utf8");
      if (before.includes("\n")) first.line ??= before.slice(0, before.indexOf("\n"));
      return;
    }
    if (remaining <= 0) return;
    const kept = chunk.subarray(0, remaining);
    remaining -= chunk.length;
    if (!output.write(kept)) {
      stdout.pause();
      output.once("drain", () => stdout.resume());
    }
    if (remaining > 0) return;
    output.write(
      "\n[mlebench] The output has reached its limit: it is cut off here, and the agent is ended.\n",
    );
    onOutputLimit();
  });
  return first;
}

function leakError({ tool }: SupervisorPlan, path: string): UserError {
  return new UserError(`The container shows the answers at \`${path}\``, {
    expected: "a container in which nothing of this machine is but what the run needs",
    hint: `The configuration of \`${tool.program}\` puts this directory into every container. Keep the data directory elsewhere, or use another \`--container TOOL\`.`,
  });
}

function startError({ tool }: SupervisorPlan, why: string): UserError {
  const said = why.trim().split("\n").slice(-5).join(" ");
  return new UserError(`\`${tool.program}\` cannot start the container: ${said || "it gave no reason"}`);
}
