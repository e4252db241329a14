import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { getHeapStatistics } from "node:v8";
import { threadUrl } from "@mlebench/disk/worker-pool";
import type { CompetitionSource, JudgeOptions, Judgment } from "./judge.js";
import { ranOutOfMemory } from "./limits.js";

/** What the judging process is told. */
export interface JudgeTask {
  source: CompetitionSource;
  submissionPath: string;
  dataDirectory: string;
  cwd: string;
}

/** What it answers: remarks, then a judgment. */
export type JudgeAnswer = { type: "grader-error"; text: string } | { type: "judgment"; judgment: Judgment };

/**
 * Judges a submission in a process of its own. It is not a thread: where V8 finds no memory in the middle of an
 * operation of its own, such as growing a map, it ends the process with all its threads.
 */
export function judgeApart(
  submissionPath: string,
  options: JudgeOptions & { source: CompetitionSource },
): Promise<Judgment> {
  const { source, dataDirectory, cwd = process.cwd() } = options;
  const { heapMegabytes = Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20) } = options;
  const child = fork(fileURLToPath(threadUrl("judge-worker", import.meta.url)), [], {
    // Not this process's options: they may ask for a debugger's port.
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const endChild = (): void => void child.kill("SIGKILL");
  process.once("exit", endChild);
  return new Promise((settle) => {
    let judgment: Judgment | undefined;
    let complaint = "";
    const broken = (why: string): Judgment => ({
      verdict: "grader-error",
      reason: `The grader broke down: ${why}.`,
      submissionExists: true,
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, 8000);
    });
    child.on("message", (answer: JudgeAnswer) => {
      if (answer.type === "grader-error") options.onGraderError?.(answer.text);
      else judgment = answer.judgment;
    });
    child.on("error", (error) => {
      judgment ??= broken(error.message);
    });
    child.on("close", (code, signal) => {
      process.off("exit", endChild);
      if (judgment === undefined && ranOutOfMemory(signal, complaint)) {
        judgment = { verdict: "exhausted", reason: "It runs out of memory.", details: complaint };
      }
      settle(judgment ?? broken(`its process ended with ${signal ?? code}`));
    });
    const task: JudgeTask = { source, submissionPath, dataDirectory, cwd };
    child.send(task, (error) => {
      if (error) endChild();
    });
  });
}
