import type { AgentExit } from "@mlebench/runner";

/** What a state of Slurm means for a run. */
export type JobState = "waiting" | "running" | "ending" | "ended";

/** Slurm's states (squeue(1), "JOB STATE CODES"), by what they mean. */
const states: Readonly<Record<string, JobState>> = {
  PENDING: "waiting",
  CONFIGURING: "waiting",
  REQUEUED: "waiting",
  REQUEUE_FED: "waiting",
  REQUEUE_HOLD: "waiting",
  SPECIAL_EXIT: "waiting",
  RESV_DEL_HOLD: "waiting",
  RUNNING: "running",
  SUSPENDED: "running",
  STOPPED: "running",
  RESIZING: "running",
  SIGNALING: "running",
  STAGE_OUT: "ending",
  COMPLETING: "ending",
  COMPLETED: "ended",
  FAILED: "ended",
  CANCELLED: "ended",
  TIMEOUT: "ended",
  OUT_OF_MEMORY: "ended",
  NODE_FAIL: "ended",
  PREEMPTED: "ended",
  BOOT_FAIL: "ended",
  DEADLINE: "ended",
  REVOKED: "ended",
};

/** A state that is not known may pass: nothing is concluded from it. */
export function jobState(word: string): JobState {
  return states[word] ?? "ending";
}

/**
 * How an agent ended of which only Slurm knows: its node wrote no end.
 * @param word Slurm's state, or `undefined` for a job that Slurm does not know any more
 * @param log the last lines that the job itself has printed
 * @param where such as `job 12_3 on node n1`
 */
export function exitOfJob(word: string | undefined, where: string, log: readonly string[] = []): AgentExit {
  const said = log.length === 0 ? "" : `: ${log.join("; ")}`;
  // A cluster that watches memory without the kernel's help ends the job as failed.
  if (word === "FAILED" && /memory limit|oom.?kill|out of memory/i.test(said))
    return { exitCode: null, reason: "out of memory", detail: `${where} exceeded the memory of its job` };
  const [reason, detail] =
    word === undefined
      ? (["lost", "is not known to Slurm any more, and left no end"] as const)
      : (ends[word] ?? (["lost", `ended as ${word} and left no end${said}`] as const));
  return { exitCode: null, reason, detail: `${where} ${detail}` };
}

/** How a job ended, and in words. */
const ends: Readonly<Record<string, readonly [AgentExit["reason"], string]>> = {
  CANCELLED: ["canceled", "was canceled in Slurm"],
  TIMEOUT: ["timed out", "reached the time limit of its job"],
  OUT_OF_MEMORY: ["out of memory", "exceeded the memory of its job"],
  NODE_FAIL: ["lost", "was lost: its node failed"],
  BOOT_FAIL: ["lost", "was lost: its node failed to boot"],
  PREEMPTED: ["lost", "was preempted"],
  DEADLINE: ["lost", "did not end before its deadline"],
};
