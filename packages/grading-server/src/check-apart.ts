import { type ChildProcess, fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatMemory } from "@mlebench/disk";
import { threadUrl } from "@mlebench/disk/worker-pool";
import { ranOutOfMemory } from "@mlebench/grading";
import type { ServerLimits } from "./limits.js";
import type { CheckAnswer, CheckTask } from "./worker.js";

/** What judging a submission came to. */
export interface CheckOutcome {
  verdict: "valid" | "invalid" | "refused" | "grader-error";
  /** For the agent: never a score, never a private value. */
  message: string;
  /** For the log, where it says more. */
  details?: string;
}

const watchMilliseconds = 25;
const compare = "Compare its size, rows and columns with the sample submission.";

/**
 * Judges a submission in a process of its own, which ends afterwards: what a hostile file does to its memory or its
 * time ends with it. As in grading, one that takes too much memory is at fault when an ordinary one does not.
 */
export async function checkApart(
  task: CheckTask,
  limits: Pick<ServerLimits, "checkBytes" | "checkSeconds">,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const outcome = await judgeWithin(task, limits, signal);
  if (outcome !== "starved") return outcome;
  const took = `Checking it took more than ${formatMemory(limits.checkBytes)} of memory.`;
  const ordinary = await judgeWithin({ ...task, ordinary: true }, limits, signal);
  return signal.aborted || (ordinary !== "starved" && ordinary.verdict === "valid")
    ? refused(`${took} ${compare}`)
    : broken(`${took} An ordinary submission cannot be checked either.`);
}

function judgeWithin(
  task: CheckTask,
  limits: Pick<ServerLimits, "checkBytes" | "checkSeconds">,
  signal: AbortSignal,
): Promise<CheckOutcome | "starved"> {
  const child = fork(fileURLToPath(threadUrl("worker", import.meta.url)), [], {
    cwd: task.directory,
    // Nothing of this process's environment is the judge's business.
    env: {},
    execArgv: [`--max-old-space-size=${Math.max(64, Math.floor(limits.checkBytes / 2 ** 20))}`],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  preferAsVictim(child);

  return new Promise((settle) => {
    let outcome: CheckOutcome | "starved" | undefined;
    let complaint = "";
    const end = (result: CheckOutcome | "starved"): void => {
      outcome ??= result;
      child.kill("SIGKILL");
    };
    const onAbort = (): void => end(refused("The validation was given up."));
    const clock = setTimeout(
      () => end(refused(`Checking it took longer than ${limits.checkSeconds} seconds. ${compare}`)),
      limits.checkSeconds * 1000,
    );
    const watch = setInterval(() => {
      if (residentBytes(child) > limits.checkBytes) end("starved");
    }, watchMilliseconds);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();

    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, 4000);
    });
    child.on("message", (answer: CheckAnswer) => end(outcomeOf(answer)));
    child.on("error", (error) => end(broken(error.message)));
    child.on("close", (code, by) => {
      clearTimeout(clock);
      clearInterval(watch);
      signal.removeEventListener("abort", onAbort);
      const starved = ranOutOfMemory(by, complaint);
      settle(outcome ?? (starved ? "starved" : broken(`It ended with ${by ?? code}. ${complaint}`)));
    });
    child.send(task, (error) => {
      if (error) end(broken(error.message));
    });
  });
}

function outcomeOf(answer: CheckAnswer): CheckOutcome {
  switch (answer.verdict) {
    case "valid":
    case "invalid":
      return answer;
    case "grader-error":
      return broken(answer.details);
  }
}

function refused(why: string): CheckOutcome {
  return { verdict: "refused", message: `Submission invalid! ${why}` };
}

function broken(details: string): CheckOutcome {
  return {
    verdict: "grader-error",
    message: "The grader broke: nothing is known about the submission.",
    details,
  };
}

/** Where memory runs out for the whole container, the kernel is to end the judge and not the server. */
function preferAsVictim({ pid }: ChildProcess): void {
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
