import { type ChildProcess, fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatMemory } from "@mlebench/disk";
import { threadUrl } from "@mlebench/disk/worker-pool";
import { ranOutOfMemory } from "@mlebench/grading";
import type { ServerLimits } from "./limits.js";
import type { ValidationAnswer, ValidationTask } from "./worker.js";

/** The result of validating a submission. */
export interface ValidationOutcome {
  verdict: "valid" | "invalid" | "refused" | "grader-error";
  /** For the agent: never a score, never a private value. */
  message: string;
  /** For the log, where it says more. */
  details?: string;
}

const watchMilliseconds = 25;
const compare = "Compare the file's size, rows, and columns with the sample submission.";

/**
 * Validates a submission in a subprocess that ends afterwards, so that a hostile file exhausts only the memory and time of
 * the subprocess. As in grading, a submission that exceeds the memory is invalid if the sample submission does not.
 */
export async function validateInSubprocess(
  task: ValidationTask,
  limits: Pick<ServerLimits, "checkBytes" | "checkSeconds">,
  signal: AbortSignal,
): Promise<ValidationOutcome> {
  const outcome = await validateWithin(task, limits, signal);
  if (outcome !== "out-of-memory") return outcome;
  const took = `Validation exceeded the memory limit of ${formatMemory(limits.checkBytes)}.`;
  const sample = await validateWithin({ ...task, sample: true }, limits, signal);
  return signal.aborted || (sample !== "out-of-memory" && sample.verdict === "valid")
    ? refused(`${took} ${compare}`)
    : broken(`${took} The sample submission exceeds it as well.`);
}

function validateWithin(
  task: ValidationTask,
  limits: Pick<ServerLimits, "checkBytes" | "checkSeconds">,
  signal: AbortSignal,
): Promise<ValidationOutcome | "out-of-memory"> {
  const child = fork(fileURLToPath(threadUrl("worker", import.meta.url)), [], {
    cwd: task.directory,
    // The subprocess gets nothing of this process's environment.
    env: {},
    execArgv: [`--max-old-space-size=${Math.max(64, Math.floor(limits.checkBytes / 2 ** 20))}`],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  raiseOomScore(child);

  return new Promise((settle) => {
    let outcome: ValidationOutcome | "out-of-memory" | undefined;
    let stderrText = "";
    const end = (result: ValidationOutcome | "out-of-memory"): void => {
      outcome ??= result;
      child.kill("SIGKILL");
    };
    const onAbort = (): void => end(refused("Validation canceled."));
    const clock = setTimeout(
      () => end(refused(`Validation exceeded the time limit of ${limits.checkSeconds}s. ${compare}`)),
      limits.checkSeconds * 1000,
    );
    const watch = setInterval(() => {
      if (residentBytes(child) > limits.checkBytes) end("out-of-memory");
    }, watchMilliseconds);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();

    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderrText = (stderrText + text).slice(0, 4000);
    });
    child.on("message", (answer: ValidationAnswer) => end(outcomeOf(answer)));
    child.on("error", (error) => end(broken(error.message)));
    child.on("close", (code, by) => {
      clearTimeout(clock);
      clearInterval(watch);
      signal.removeEventListener("abort", onAbort);
      const outOfMemory = ranOutOfMemory(by, stderrText);
      settle(
        outcome ?? (outOfMemory ? "out-of-memory" : broken(`It ended with ${by ?? code}. ${stderrText}`)),
      );
    });
    child.send(task, (error) => {
      if (error) end(broken(error.message));
    });
  });
}

function outcomeOf(answer: ValidationAnswer): ValidationOutcome {
  switch (answer.verdict) {
    case "valid":
    case "invalid":
      return answer;
    case "grader-error":
      return broken(answer.details);
  }
}

function refused(why: string): ValidationOutcome {
  return { verdict: "refused", message: `Submission invalid! ${why}` };
}

function broken(details: string): ValidationOutcome {
  return {
    verdict: "grader-error",
    message: "The grader failed. The submission was not validated.",
    details,
  };
}

/** Raises the subprocess's OOM score so that the kernel kills it, not the server. */
function raiseOomScore({ pid }: ChildProcess): void {
  if (process.platform !== "linux" || pid === undefined) return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, "1000");
  } catch {
    // Without /proc the limits above still hold.
  }
}

/** Memory that a process has in use; 0 where that is not known, which leaves V8's own limit on its heap. */
function residentBytes({ pid }: ChildProcess): number {
  if (process.platform !== "linux" || pid === undefined) return 0;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
