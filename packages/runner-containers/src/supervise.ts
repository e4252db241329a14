import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { enterNetworkCommand, runProgram, toolDriver, wayOutCommand } from "@mlebench/containers";
import { childEnvironment, UserError } from "@mlebench/core";
import { placeVariables } from "@mlebench/environment";
import { type AgentExit, exitOfShell, killAll, pause, watchDisk } from "@mlebench/runner";
import { type ContainerProcess, type ReadyContainer, startContainer } from "./container-process.js";
import { type GraderProcess, startGrader, usualPort } from "./grader-process.js";
import { type ContainerNamespace, writeState } from "./run-state.js";
import type { SupervisorPlan } from "./supervisor-plan.js";
import { containerProcesses, occupiedBytes, watchMemory } from "./watch-limits.js";

/**
 * Runs an agent in its container, with a grading server beside it, until it ends by itself or exceeds a limit.
 * @throws UserError if it cannot be started, or the container shows the answers
 */
export async function supervise(plan: SupervisorPlan): Promise<AgentExit> {
  const stopped = new AbortController();
  const stops: (() => void)[] = [() => stopped.abort()];
  let container: ContainerProcess | undefined;
  let ready: ReadyContainer | undefined;
  let killedFor: Pick<AgentExit, "reason" | "detail"> | undefined;
  const kill = (why: Pick<AgentExit, "reason" | "detail">): void => {
    killedFor ??= why;
    if (ready !== undefined) void killContainer(ready);
  };
  try {
    const onHost = plan.spec.network === "host";
    // In the machine's network another run may have the usual port: then everything that names it follows.
    const early = onHost ? await beginGrader(plan, (command) => [...command], true) : undefined;
    if (early !== undefined) stops.push(early.stop);
    const environment = { ...plan.environment, ...serverVariable(plan, early) };
    const onOutputLimit = (): void =>
      kill({
        reason: "killed",
        detail: `the agent printed more than the limit of ${plan.outputBytes} bytes`,
      });
    container = startContainer(plan, environment, onOutputLimit);
    ready = await container.ready(plan.startSeconds);
    const { outer, guest, pidNamespace, first } = ready;
    if (plan.spec.network === "private" && !toolDriver(plan.tool.id).ownsNetwork)
      stops.push(await giveWayOut(outer, plan.startSeconds));
    const grader =
      early ?? (await beginGrader(plan, (command) => enterNetworkCommand(guest, command), false));
    if (early === undefined && grader !== undefined) stops.push(grader.stop);
    const url = grader?.url ?? null;
    writeState(plan.paths.state, "container", { pid: outer, pidNamespace, first, guest, url });
    container.begin();
    watchLimits(plan, ready, kill, stopped.signal);
    const exitCode = await container.ended;
    if (killedFor !== undefined) return { exitCode, ...killedFor };
    return exitOfShell(exitCode);
  } finally {
    for (const stop of stops) stop();
    container?.child.kill("SIGKILL");
    if (ready !== undefined) await killContainer(ready);
    const remove = toolDriver(plan.tool.id).removeCommand(plan.tool, plan.spec.name);
    if (remove !== undefined) await runProgram(remove);
  }
}

async function killContainer(container: ContainerNamespace): Promise<void> {
  await killAll(() => containerProcesses(container).map(({ pid }) => pid), 0);
}

async function beginGrader(
  { grader, paths, startSeconds }: SupervisorPlan,
  enter: (command: readonly string[]) => string[],
  isShared: boolean,
): Promise<GraderProcess | undefined> {
  if (grader === undefined) return undefined;
  return await startGrader(grader, paths, { enter, isShared, seconds: startSeconds });
}

/** What says where the server is, when that is not where it usually is. */
function serverVariable(
  { paths }: SupervisorPlan,
  grader: GraderProcess | undefined,
): Record<string, string> {
  if (grader === undefined) return {};
  const { port } = new URL(grader.url);
  if (Number(port) === usualPort) return {};
  const url = `http://localhost:${port}`;
  for (const name of ["instructions.txt", "instructions_obfuscated.txt", "validate_submission.sh"]) {
    const file = join(paths.home, name);
    try {
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(placeVariables.VALIDATION_SERVER, url));
    } catch {
      // The image has no such file.
    }
  }
  return { VALIDATION_SERVER: url };
}

/** @returns what ends it; the end of this process does, too */
async function giveWayOut(outer: number, seconds: number): Promise<() => void> {
  const [program, ...parameters] = wayOutCommand(outer);
  const child: ChildProcess = spawn(program, parameters, {
    env: childEnvironment(),
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
  });
  let printed = "";
  let isReady = false;
  let isOver = false;
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    printed = (printed + text).slice(-2000);
  });
  (child.stdio[3] as Readable | null)?.once("data", () => {
    isReady = true;
  });
  child.once("error", (error) => {
    printed += error.message;
    isOver = true;
  });
  child.once("exit", () => {
    isOver = true;
  });
  const deadline = performance.now() + seconds * 1000;
  while (!isReady && !isOver && performance.now() < deadline) await pause(10);
  if (isReady) return () => child.kill("SIGKILL");
  child.kill("SIGKILL");
  throw new UserError(
    `\`slirp4netns\` cannot connect the container: ${printed.trim().split("\n").at(-1) || "no answer"}`,
    {
      hint: "Users must be able to write to /dev/net/tun. Use `--network host` or `--network none` otherwise.",
    },
  );
}

function watchLimits(
  plan: SupervisorPlan,
  container: ContainerNamespace,
  kill: (why: Pick<AgentExit, "reason" | "detail">) => void,
  signal: AbortSignal,
): void {
  const { memoryBytes, diskBytes, paths } = plan;
  const processes = (): ReturnType<typeof containerProcesses> => containerProcesses(container);
  if (memoryBytes !== undefined) {
    const onExceeded = (): void => kill({ reason: "out of memory", detail: "the memory limit was exceeded" });
    void watchMemory({ limit: memoryBytes, processes, onExceeded, signal });
  }
  if (diskBytes !== undefined) {
    void watchDisk({
      limit: diskBytes,
      written: () => occupiedBytes([paths.home, paths.scratch], processes()),
      onExceeded: async (bytes) =>
        kill({
          reason: "killed",
          detail: `disk limit exceeded: ${bytes} bytes written, limit ${diskBytes} bytes`,
        }),
      signal,
    });
  }
}
