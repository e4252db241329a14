import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { boundedOutput, type ExecBytes } from "../backend/agent-access.js";
import { defaultMaxOutputBytes, type ExecOptions } from "../backend/running-agent.js";
import { waitAtMost } from "../time/pause.js";
import { answersSignals, hasVariable, killAll, listProcesses, withDescendants } from "./processes.js";

/** Variable that a command has and all that it starts inherit; its value is the command's own. */
export const execMarker = "MLEBENCH_EXEC";

/** How long output is read after a command has ended: what it left in the background may hold it open. */
const drainMilliseconds = 500;

/** A command of an agent as a process of this machine. */
export interface ProcessCommand {
  command: readonly string[];
  cwd: string;
  environment: Readonly<Record<string, string>>;
  /** Value of {@link execMarker}, unique in the world. */
  marker: string;
  /** What comes on standard input before {@link ExecOptions.stdin}. */
  preamble?: Uint8Array;
}

/** Executes a command with the bounds of {@link ExecOptions}; its user, directory, and variables are the caller's affair. */
export async function executeProcess(
  { command, cwd, environment, marker, preamble }: ProcessCommand,
  { stdin, timeout, signal, maxOutputBytes = defaultMaxOutputBytes }: ExecOptions,
): Promise<ExecBytes> {
  const [program, ...parameters] = command;
  const child = spawn(program, parameters, {
    cwd,
    detached: true,
    env: { ...environment, [execMarker]: marker },
  });
  const stdout = boundedOutput(maxOutputBytes);
  const stderr = boundedOutput(maxOutputBytes);
  child.stdout.on("data", stdout.add);
  child.stderr.on("data", stderr.add);
  // A command may end, or close its input, before it has read all.
  child.stdin.on("error", () => undefined);
  if (preamble !== undefined) child.stdin.write(preamble);
  child.stdin.end(stdin);

  let timedOut = false;
  let killed: Promise<boolean> | undefined;
  const kill = (): void => {
    killed ??= killAll(() => processesOf(marker, child), 0);
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

function processesOf(marker: string, { pid }: ChildProcess): number[] {
  if (process.platform !== "linux") return pid !== undefined && answersSignals(-pid) ? [-pid] : [];
  return withDescendants(
    listProcesses(),
    (entry) => entry.pid === pid || entry.group === pid || hasVariable(entry, execMarker, marker),
  ).map((entry) => entry.pid);
}

/** As a shell counts it: 128 and the number of the signal for a command that was killed. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
    child.once("error", reject);
  });
}
