import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { getHeapStatistics } from "node:v8";
import { threadUrl } from "@mlebench/disk/worker-pool";
import type { CompetitionSource, GradeFileOptions, GradeResult } from "./grade-file.js";
import { ranOutOfMemory } from "./limits.js";

/** What the subprocess receives. */
export interface GradeTask {
  source: CompetitionSource;
  submissionPath: string;
  dataDirectory: string;
  cwd: string;
}

/** What it answers: remarks, then a result. */
export type GradeMessage = { type: "grader-error"; text: string } | { type: "result"; result: GradeResult };

/**
 * Grades a submission in a subprocess, not in a thread: if V8 runs out of memory in the middle of an internal
 * operation, such as growing a map, it ends the process with all its threads.
 */
export function gradeInSubprocess(
  submissionPath: string,
  options: GradeFileOptions & { source: CompetitionSource },
): Promise<GradeResult> {
  const { source, dataDirectory, cwd = process.cwd() } = options;
  const { heapMegabytes = Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20) } = options;
  const child = fork(fileURLToPath(threadUrl("grade-subprocess", import.meta.url)), [], {
    // Not this process's options: they may ask for a debugger's port.
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const endChild = (): void => void child.kill("SIGKILL");
  process.once("exit", endChild);
  return new Promise((settle) => {
    let result: GradeResult | undefined;
    let stderrText = "";
    const broken = (why: string): GradeResult => ({
      verdict: "grader-error",
      reason: `The grader process crashed: ${why}.`,
      submissionExists: true,
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderrText = (stderrText + text).slice(0, 8000);
    });
    child.on("message", (answer: GradeMessage) => {
      if (answer.type === "grader-error") options.onGraderError?.(answer.text);
      else result = answer.result;
    });
    child.on("error", (error) => {
      result ??= broken(error.message);
    });
    child.on("close", (code, signal) => {
      process.off("exit", endChild);
      if (result === undefined && ranOutOfMemory(signal, stderrText)) {
        result = { verdict: "exhausted", reason: "It runs out of memory.", details: stderrText };
      }
      settle(result ?? broken(`its process ended with ${signal ?? code}`));
    });
    const task: GradeTask = { source, submissionPath, dataDirectory, cwd };
    child.send(task, (error) => {
      if (error) endChild();
    });
  });
}
