import type { AgentTask, ExecResult } from "@mlebench/runner";
import { cleanOutput } from "./clean-output.js";
import { codeCommand, keptBytes } from "./command-script.js";
import { cutMiddle, longestOutput } from "./cut-middle.js";

/** What code did. */
export interface CodeResult {
  /** What it printed, without its middle if that is long. */
  readonly output: string;
  /** Null if it was stopped. */
  readonly exitCode: number | null;
  /** Bytes that it printed. */
  readonly bytes: number;
  readonly isCut: boolean;
  /** Whether it was stopped at the end of its time. */
  readonly isStopped: boolean;
}

/** How to execute code. */
export interface CodeOptions {
  readonly language: "bash" | "python";
  /** Seconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Bytes of output to return. @default 16 KiB */
  readonly longest?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** How much longer the backend waits, if the script that stops the code is stopped itself. */
const marginSeconds = 60;

/** Executes code in the agent's environment, from its home. */
export async function runCode(
  { exec }: AgentTask["environment"],
  code: string,
  { language, timeout, signal, longest = longestOutput, environment }: CodeOptions,
): Promise<CodeResult> {
  const seconds = Math.max(1, Math.ceil(timeout));
  const start = codeCommand(language, seconds);
  const result = await exec(start.command, {
    stdin: code,
    timeout: seconds + marginSeconds,
    signal,
    // Python would lose what it has not written when it is stopped.
    environment: { PYTHONUNBUFFERED: "1", ...environment, ...start.environment },
    maxOutputBytes: 4 * keptBytes,
  });
  return codeResult(result, longest);
}

const factsLine = /^code=(\d+) bytes=(\d+) stopped=([01]) background=([01]) lost=([01])\n/;

function codeResult({ stdout, stderr, ...ended }: ExecResult, longest: number): CodeResult {
  const facts = factsLine.exec(stderr);
  if (facts === null) {
    // Executed plainly, or the script was killed.
    const printed = stdout + stderr.replace(/^plain\n/, "");
    const output = cutMiddle(cleanOutput(printed), "", 0, longest);
    const bytes = Buffer.byteLength(printed);
    return { output, exitCode: ended.exitCode, bytes, isCut: ended.truncated, isStopped: ended.timedOut };
  }
  const [line, code, total, stopped, background, lost] = facts;
  const bytes = Number(total);
  const [head, tail] = [stdout, stderr.slice(line.length)];
  const missing = tail === "" ? 0 : bytes - 2 * keptBytes;
  const printed = cutMiddle(cleanOutput(head), cleanOutput(tail), missing, longest);
  const notes = [
    lost === "1" && "[the disk is full: output is lost]",
    background === "1" && "[something goes on in the background; what it prints later is lost]",
  ].filter((note) => note !== false);
  const isStopped = stopped === "1";
  return {
    output: notes.length === 0 ? printed : [printed.trimEnd(), ...notes].filter(Boolean).join("\n"),
    exitCode: isStopped ? null : Number(code),
    bytes,
    isCut: missing > 0 || bytes > longest,
    isStopped,
  };
}
