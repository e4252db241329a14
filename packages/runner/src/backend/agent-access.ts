import { Buffer } from "node:buffer";
import { UserError } from "@mlebench/core";
import type { RunHandleState } from "./backend.js";
import {
  defaultMaxFileBytes,
  type ExecOptions,
  type ExecResult,
  type ReadFileOptions,
  type RunningAgent,
} from "./running-agent.js";

/** What a command printed, as bytes. */
export interface ExecBytes extends Omit<ExecResult, "stdout" | "stderr"> {
  stdout: Buffer;
  stderr: Buffer;
}

/** {@link RunningAgent.exec} of a backend, before its output is decoded. */
export type ExecuteBytes = (command: readonly string[], options: ExecOptions) => Promise<ExecBytes>;

/** How long reading or writing a file may take: a path may be turned into a pipe while it is opened. */
const fileTimeoutSeconds = 600;

const exitMissing = 44;
const exitNotRegular = 45;

// Bash is what every environment of an agent has; `head` bounds files that have no end.
const readScript = `
[ -e "$1" ] || [ -L "$1" ] || exit ${exitMissing}
[ -f "$1" ] || exit ${exitNotRegular}
exec head -c "$2" "$1"`;

const writeScript = `
case "$1" in */*) directory=\${1%/*} ;; *) directory=. ;; esac
directory=\${directory:-/}
mkdir -p "$directory" || exit 1
if [ -d "$1" ] && [ ! -L "$1" ]; then exit ${exitNotRegular}; fi
temporary=$(mktemp "$directory/.mlebench-XXXXXX") || exit 1
trap 'rm -f "$temporary"' EXIT
cat >"$temporary" || exit 1
[ "$(wc -c <"$temporary")" -eq "$2" ] || exit 1
chmod "$(printf %o $((0666 & ~0$(umask))))" "$temporary"
if [ -L "$1" ]; then rm -f "$1"; fi
mv -f "$temporary" "$1"`;

/**
 * The commands and files of a running agent, for a backend that can execute a program in the agent's environment. Files
 * are read and written by commands, so that the agent's own rights and links are what counts.
 * @param execute runs a program as it is
 */
export function agentAccess(execute: ExecuteBytes): Pick<RunningAgent, "exec" | "readFile" | "writeFile"> {
  const shell = (script: string, parameters: readonly string[], options: ExecOptions): Promise<ExecBytes> =>
    execute(["bash", "-c", script, "mlebench", ...parameters], { timeout: fileTimeoutSeconds, ...options });
  return {
    async exec(command, options = {}) {
      const { stdout, stderr, ...result } = await execute(inDirectory(command, options.cwd), options);
      return { ...result, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
    },
    async readFile(path, { maxBytes = defaultMaxFileBytes, signal }: ReadFileOptions = {}) {
      // One byte more shows that there is more.
      const limit = maxBytes + 1;
      const { stdout, ...result } = await shell(readScript, [plainPath(path), String(limit)], {
        maxOutputBytes: limit,
        signal,
      });
      if (result.exitCode !== 0) throw fileError("read", path, result);
      if (stdout.length > maxBytes) {
        throw new UserError("The agent's file is too large", {
          file: path,
          expected: `at most ${maxBytes} bytes`,
        });
      }
      return stdout;
    },
    async writeFile(path, data, { signal } = {}) {
      const stdin = typeof data === "string" ? Buffer.from(data) : data;
      const parameters = [plainPath(path), String(stdin.length)];
      const result = await shell(writeScript, parameters, { stdin, signal });
      if (result.exitCode !== 0) throw fileError("write", path, result);
    },
  };
}

/** `exec` turns a missing program into exit code 127, wherever the command runs. */
function inDirectory(command: readonly string[], cwd: string | undefined): string[] {
  if (command.length === 0) throw new UserError("No command to execute");
  const script = 'if [ -n "$1" ]; then cd -- "$1" || exit 126; fi; shift; exec -- "$@"';
  return ["bash", "-c", script, "mlebench", cwd ?? "", ...command];
}

/** What begins with a dash would be an option. */
function plainPath(path: string): string {
  if (path === "" || path.includes("\0"))
    throw new UserError("Invalid path of an agent's file", { file: path });
  return path.startsWith("-") ? `./${path}` : path;
}

function fileError(verb: "read" | "write", path: string, result: Omit<ExecBytes, "stdout">): UserError {
  return new UserError(`Cannot ${verb} the agent's file: ${causeOf(result)}`, { file: path });
}

function causeOf({ exitCode, stderr, timedOut }: Omit<ExecBytes, "stdout">): string {
  if (timedOut) return `not done within ${fileTimeoutSeconds} seconds`;
  if (exitCode === exitMissing) return "not found";
  if (exitCode === exitNotRegular) return "not a regular file";
  return stderr.toString("utf8").trim().split("\n").at(-1) || `exit code ${exitCode}`;
}

/** @throws UserError unless the agent is running, which commands and files need */
export function assertRunning(state: RunHandleState): void {
  if (state === "running") return;
  const why = { created: "it has not been started", queued: "it waits in the queue", ended: "it has ended" };
  throw new UserError(`The agent is not running: ${why[state]}`);
}

/** Keeps the first bytes of an output. */
export function boundedOutput(maxBytes: number): {
  add(chunk: Uint8Array): void;
  bytes(): Buffer;
  isTruncated(): boolean;
} {
  const chunks: Uint8Array[] = [];
  let remaining = maxBytes;
  let truncated = false;
  return {
    add(chunk) {
      if (chunk.length > remaining) truncated = true;
      if (remaining > 0) chunks.push(chunk.subarray(0, remaining));
      remaining = Math.max(0, remaining - chunk.length);
    },
    bytes: () => Buffer.concat(chunks),
    isTruncated: () => truncated,
  };
}
