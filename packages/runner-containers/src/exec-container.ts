import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { constants } from "node:os";
import {
  encodeFields,
  encodeLists,
  environmentList,
  execScript,
  type InstalledTool,
  toolDriver,
  toolEnvironment,
} from "@mlebench/containers";
import { UserError } from "@mlebench/core";
import {
  boundedOutput,
  defaultMaxOutputBytes,
  type ExecBytes,
  type ExecOptions,
  hasVariable,
  killAll,
  listProcesses,
  waitAtMost,
  withDescendants,
} from "@mlebench/runner";

/** Set for a command and inherited by all that it starts. */
const execMarker = "MLEBENCH_EXEC";

/** How long output is read after a command has ended: what it left in the background may hold it open. */
const drainMilliseconds = 500;

/** A running container, and what its agent has. */
export interface ExecPlace {
  tool: InstalledTool;
  name: string;
  /** A process of the container. */
  pid: number;
  environment: Readonly<Record<string, string>>;
  home: string;
}

/** Executes a command in a running container, as the agent's user and with the agent's variables. */
export async function execContainer(
  place: ExecPlace,
  command: readonly string[],
  options: ExecOptions,
): Promise<ExecBytes> {
  const { stdin, timeout, signal, maxOutputBytes = defaultMaxOutputBytes, user } = options;
  if (user !== undefined)
    throw new UserError(
      `Cannot execute a command as user \`${user}\`: containers without Docker have one user`,
    );
  signal?.throwIfAborted();
  const id = randomUUID();
  const inside = ["/bin/bash", "-c", execScript, "mlebench", ...command];
  const [program, ...parameters] = toolDriver(place.tool.id).execCommand(
    place.tool,
    { name: place.name, pid: place.pid },
    inside,
  );
  const child = spawn(program, parameters, {
    cwd: "/",
    detached: true,
    env: { ...toolEnvironment(), [execMarker]: id },
  });
  const stdout = boundedOutput(maxOutputBytes);
  const stderr = boundedOutput(maxOutputBytes);
  child.stdout.on("data", stdout.add);
  child.stderr.on("data", stderr.add);
  // A command may end, or close its input, before it has read all.
  child.stdin.on("error", () => undefined);
  const variables = { ...place.environment, ...options.environment, [execMarker]: id };
  child.stdin.write(encodeLists(environmentList(variables)));
  child.stdin.write(encodeFields([place.home]));
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

function processesOf(id: string, { pid }: ChildProcess): number[] {
  return withDescendants(
    listProcesses(),
    (entry) => entry.pid === pid || hasVariable(entry, execMarker, id),
  ).map((entry) => entry.pid);
}

/** As a shell counts it: 128 and the number of the signal for a command that was killed. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
    child.once("error", reject);
  });
}
