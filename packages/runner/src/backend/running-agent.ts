/** How an agent ended. */
export interface AgentExit {
  /** Null if unknown. */
  exitCode: number | null;
  /**
   * `killed`: by a signal; `timed out`: by the backend, at the time limit; `canceled`: by somebody who stopped the run in
   * the backend; `lost`: its container or process is gone without a trace, as after a reboot.
   */
  reason: "exited" | "out of memory" | "killed" | "timed out" | "canceled" | "lost";
  /** One more sentence, such as "disk limit exceeded: 21 GB written, limit 20 GB". */
  detail?: string;
  /** For how long the agent worked, if the backend measured it. @default what the runner measures */
  seconds?: number;
  /** Of a `lost` agent: the backend begins it again by itself, as the next attempt. @default false */
  requeued?: boolean;
}

/** How an agent ended, by the exit code of the shell that it ran in. */
export function exitOfShell(exitCode: number | null): AgentExit {
  // Bash's exit codes for SIGKILL and SIGTERM.
  return { exitCode, reason: exitCode === 137 || exitCode === 143 ? "killed" : "exited" };
}

/** How to execute a command beside an agent. */
export interface ExecOptions {
  /** Standard input. @default none: the command reads the end of its input at once */
  stdin?: string | Uint8Array;
  /** Seconds after which the command and all that it started are killed. @default no limit */
  timeout?: number;
  /** A user of the agent's environment. @default the agent's user */
  user?: string;
  /** Working directory; relative paths start at the agent's home. @default the agent's home */
  cwd?: string;
  /** Variables beside those of the agent. */
  environment?: Readonly<Record<string, string>>;
  /** Kills the command and all that it started; the call rejects with the signal's reason. */
  signal?: AbortSignal;
  /** How much of each output is kept, in bytes; the rest is read and dropped. @default 1 MiB */
  maxOutputBytes?: number;
}

/** What a command did. */
export interface ExecResult {
  /** Null if the command was killed by {@link ExecOptions.timeout}. */
  exitCode: number | null;
  /** As UTF-8; what is not, is replaced. */
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** Whether more was printed than {@link ExecOptions.maxOutputBytes}. */
  truncated: boolean;
}

/** @default 1 MiB */
export const defaultMaxOutputBytes = 2 ** 20;

/** Bounds of reading a file. */
export interface ReadFileOptions {
  /** @default 16 MiB */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** @default 16 MiB */
export const defaultMaxFileBytes = 2 ** 24;

/**
 * An agent's environment while the agent works. Everything happens in the agent's view, with the agent's rights and
 * within its limits: whoever forwards a model's commands to it gives the model nothing that the agent does not have.
 */
export interface RunningAgent {
  /** Where the agent has its output directories. @default /home */
  readonly home?: string;
  /**
   * Executes a command, without a shell, and waits for its end. What it starts in the background goes on until the
   * agent ends.
   * @throws UserError if the agent is not running, or the command cannot be started
   */
  exec(command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /**
   * Reads a regular file.
   * @param path absolute, or relative to the agent's home
   * @throws UserError if it is missing, is no regular file, or is larger than the limit
   */
  readFile(path: string, options?: ReadFileOptions): Promise<Uint8Array>;
  /**
   * Writes a file, all of it or nothing, and the directories above it. A link in its place is replaced, not followed.
   * @throws UserError if it cannot be written
   */
  writeFile(path: string, data: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<void>;
  /**
   * Standard output and error of the agent: byte chunks in order, from `from` (bytes, default 0); ends when the
   * agent has ended and all was given. The same offset always means the same byte.
   */
  logs(options: { from?: number; signal?: AbortSignal }): AsyncIterable<Uint8Array>;
  /** Resolves when the agent ended; rejects with the signal's reason when aborted. */
  wait(options?: { signal?: AbortSignal }): Promise<AgentExit>;
}
