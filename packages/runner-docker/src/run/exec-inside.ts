import { randomUUID } from "node:crypto";
import type { Duplex } from "node:stream";
import { UserError } from "@mlebench/core";
import {
  boundedOutput,
  defaultMaxOutputBytes,
  type ExecBytes,
  type ExecOptions,
  pause,
  waitAtMost,
} from "@mlebench/runner";
import type Docker from "dockerode";
import { agentUser, home } from "../containers/agent-container.js";
import { runInside } from "../containers/grader-container.js";
import { framesOf } from "../engine/container-logs.js";
import { engineMessage } from "../engine/engine.js";

/** Set for a command and inherited by all that it starts. */
const execMarker = "MLEBENCH_EXEC";

/** How long output is read after a command has ended: what it left in the background may hold it open. */
const drainMilliseconds = 2000;

/** How often the engine is asked whether a command has ended. */
const askMilliseconds = { first: 25, most: 1000 };

/** Number of the stream of standard error in the engine's frames. */
const standardError = 2;

/**
 * Executes a command in the agent's container, as the agent's user unless another is named. The engine cannot end a
 * command: on timeout and abort, root kills what carries its marker, and all that those started, from inside.
 */
export async function execInside(
  container: Docker.Container,
  command: readonly string[],
  options: ExecOptions,
): Promise<ExecBytes> {
  const { stdin, timeout, signal, user = agentUser, environment = {} } = options;
  const { maxOutputBytes = defaultMaxOutputBytes } = options;
  signal?.throwIfAborted();
  const id = randomUUID();
  const marked = { ...environment, [execMarker]: id };
  const { exec, stream } = await startExec(container, command, user, marked);
  const stdout = boundedOutput(maxOutputBytes);
  const stderr = boundedOutput(maxOutputBytes);
  const read = readFrames(stream, ({ stream: number, content }) =>
    (number === standardError ? stderr : stdout).add(content),
  );
  // A command may end, or close its input, before it has read all.
  stream.on("error", () => undefined);
  stream.end(stdin);

  const over = new AbortController();
  let timedOut = false;
  let killed: Promise<unknown> | undefined;
  const kill = (): void => {
    killed ??= killMarked(container, id, user);
  };
  signal?.addEventListener("abort", kill, { once: true });
  if (timeout !== undefined) {
    void pause(timeout * 1000, over.signal).then(() => {
      if (over.signal.aborted) return;
      timedOut = true;
      kill();
    });
  }
  try {
    const exitCode = await exitCodeOf(exec, read);
    await killed;
    await waitAtMost(read, drainMilliseconds);
    signal?.throwIfAborted();
    return {
      exitCode: timedOut ? null : exitCode,
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      timedOut,
      truncated: stdout.isTruncated() || stderr.isTruncated(),
    };
  } finally {
    over.abort();
    signal?.removeEventListener("abort", kill);
    stream.destroy();
  }
}

async function startExec(
  container: Docker.Container,
  command: readonly string[],
  user: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ exec: Docker.Exec; stream: Duplex }> {
  try {
    const exec = await container.exec({
      Cmd: [...command],
      User: user,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      WorkingDir: home,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
    });
    return { exec, stream: await exec.start({ hijack: true, stdin: true }) };
  } catch (cause) {
    throw new UserError(`Cannot execute a command in the agent's container: ${engineMessage(cause)}`, {
      cause,
    });
  }
}

async function readFrames(
  stream: Duplex,
  onFrame: (frame: { stream: number; content: Uint8Array }) => void,
): Promise<void> {
  try {
    for await (const frames of framesOf(stream)) for (const frame of frames) onFrame(frame);
  } catch {
    // Destroyed, or the connection broke: whether the command has ended, the engine says.
  }
}

async function exitCodeOf(exec: Docker.Exec, read: Promise<void>): Promise<number | null> {
  let isRead = false;
  const ended = read.then(() => {
    isRead = true;
  });
  for (let wait = askMilliseconds.first; ; wait = Math.min(wait * 2, askMilliseconds.most)) {
    // The output ends with the command, unless something in the background holds it open.
    await (isRead ? pause(wait) : waitAtMost(ended, wait));
    const { Running, ExitCode } = await exec.inspect();
    if (!Running && ExitCode !== null) return ExitCode;
  }
}

/**
 * Arguments: the marker's value, the command's user. Only a process of the same user may see a marker, and only root may
 * kill what became another user, so root asks as that user and kills with all descendants. Rounds, as a process may start
 * another meanwhile. Programs come from the standard path: root must not run what an agent put into a directory of PATH.
 * An agent that lies about its processes kills nothing but what is in its own container.
 */
const killScript = `
uid=\${2%%:*}
case "$2" in *:*) gid=\${2#*:} ;; *) gid=$(command -p id -g "$uid" 2>/dev/null || echo 0) ;; esac
list='for directory in /proc/[0-9]*; do
  while IFS= read -r -d "" variable; do
    if [ "$variable" = "${execMarker}=$1" ]; then echo "\${directory#/proc/}"; break; fi
  done 2>/dev/null <"$directory/environ"
done'
for round in 1 2 3 4 5 6 7 8 9 10; do
  declare -A parent=() marked=()
  while read -r pid; do
    if [[ $pid =~ ^[0-9]+$ ]]; then marked[$pid]=1; fi
  done < <(command -p setpriv --reuid "$uid" --regid "$gid" --clear-groups -- /bin/bash -c "$list" list "$1")
  for directory in /proc/[0-9]*; do
    pid=\${directory#/proc/}
    while read -r name value; do
      if [ "$name" = PPid: ]; then parent[$pid]=$value; break; fi
    done 2>/dev/null <"$directory/status"
  done
  count=-1
  while [ "$count" -ne "\${#marked[@]}" ]; do
    count=\${#marked[@]}
    for pid in "\${!parent[@]}"; do
      if [ -n "\${marked[\${parent[$pid]}]}" ]; then marked[$pid]=1; fi
    done
  done
  unset 'marked[1]' "marked[$$]"
  [ "\${#marked[@]}" -gt 0 ] || exit 0
  kill -KILL "\${!marked[@]}" 2>/dev/null
  command -p sleep 0.05
done
exit 1`;

async function killMarked(container: Docker.Container, id: string, user: string): Promise<void> {
  await runInside(container, ["/bin/bash", "-c", killScript, "mlebench", id, user], { user: "0" }).catch(
    // Its container has ended, and the command with it.
    () => undefined,
  );
}
