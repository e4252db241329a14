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
 * @param where such as `job 12_3 on node n1`
 */
export function exitOfJob(word: string | undefined, where: string): AgentExit {
  const none = { exitCode: null };
  switch (word) {
    case "CANCELLED":
      return { ...none, reason: "cancelled", detail: `${where} was cancelled in Slurm` };
    case "TIMEOUT":
      return { ...none, reason: "timed out", detail: `${where} reached the time limit of its job` };
    case "OUT_OF_MEMORY":
      return { ...none, reason: "out of memory", detail: `${where} exceeded the memory of its job` };
    case "NODE_FAIL":
    case "BOOT_FAIL":
      return { ...none, reason: "lost", detail: `${where}: the node failed` };
    case "PREEMPTED":
      return { ...none, reason: "lost", detail: `${where} was preempted` };
    case "DEADLINE":
      return { ...none, reason: "lost", detail: `${where} did not end before its deadline` };
    case undefined:
      return { ...none, reason: "lost", detail: `${where} is not known to Slurm any more, and left no end` };
    default:
      return { ...none, reason: "lost", detail: `${where} ended as ${word} and left no end` };
  }
}
