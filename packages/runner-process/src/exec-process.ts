import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants, userInfo } from "node:os";
import { UserError } from "@mlebench/core";
import {
  boundedOutput,
  defaultMaxOutputBytes,
  type ExecBytes,
  type ExecOptions,
  hasVariable,
  killAll,
  listProcesses,
  type RunSpecification,
  waitAtMost,
  withDescendants,
} from "@mlebench/runner";
import { onOwnCores } from "./launch.js";
import { answersSignals } from "./process-state.js";
import { agentMarker } from "./processes.js";

/** Set for a command and inherited by all that it starts. */
const execMarker = "MLEBENCH_EXEC";

/** How long output is read after a command has ended: what it left in the background may hold it open. */
const drainMilliseconds = 500;

/**
 * Executes a command as the agent's own processes are executed: same directory, variables, and cores. It carries the
 * agent's marker, so that it ends with the agent at the latest.
 */
export async function execProcess(
  run: RunSpecification,
  command: readonly string[],
  options: ExecOptions & { home: string; environment: Readonly<Record<string, string>> },
): Promise<ExecBytes> {
  const { stdin, timeout, signal, home, environment, maxOutputBytes = defaultMaxOutputBytes } = options;
  assertOwnUser(options.user);
  signal?.throwIfAborted();
  const id = randomUUID();
  const [program, ...parameters] = onOwnCores(run, command);
  const child = spawn(program, parameters, {
    cwd: home,
    detached: true,
    env: { ...environment, [agentMarker]: run.runId, [execMarker]: id },
  });
  const stdout = boundedOutput(maxOutputBytes);
  const stderr = boundedOutput(maxOutputBytes);
  child.stdout.on("data", stdout.add);
  child.stderr.on("data", stderr.add);
  // A command may end, or close its input, before it has read all.
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin);

  let timedOut = false;
  let killed: Promise<boolean> | undefined;
  const kill = (): void => {
    killed ??= killAll(() => processesOf(id, child), 0);
  };
  const onTimeout = (): void => {
    timedOut = true;
    kill();
  };
  const timer =
    timeout === undefined ? undefined : setTimeout(onTimeout, Math.min(timeout * 1000, 2 ** 31 - 1));
  signal?.addEventListener("abort", kill, { once: true });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    const exitCode = await exitOf(child);
    await killed;
    await waitAtMost(closed, drainMilliseconds);
    signal?.throwIfAborted();
    return {
      exitCode: timedOut ? null : exitCode,
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      timedOut,
      truncated: stdout.isTruncated() || stderr.isTruncated(),
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", kill);
    for (const stream of [child.stdout, child.stderr, child.stdin]) stream.destroy();
  }
}

/** There is no other user here than the one who runs everything. */
function assertOwnUser(user: string | undefined): void {
  const own = userInfo();
  if (user === undefined || user === own.username || user === String(own.uid)) return;
  throw new UserError(`Cannot execute a command as user \`${user}\`: processes have the user of the runner`, {
    expected: `no user, or \`${own.username}\``,
  });
}

function processesOf(id: string, { pid }: ChildProcess): number[] {
  if (process.platform !== "linux") return pid !== undefined && answersSignals(-pid) ? [-pid] : [];
  const isOwn = (entry: { pid: number; group: number; environment: string }): boolean =>
    entry.pid === pid ||
    entry.group === pid ||
    hasVariable({ environment: entry.environment }, execMarker, id);
  return withDescendants(listProcesses(), isOwn).map((entry) => entry.pid);
}

/** As a shell counts it: 128 and the number of the signal for a command that was killed. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
    child.once("error", reject);
  });
}
