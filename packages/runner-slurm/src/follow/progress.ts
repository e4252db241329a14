import { existsSync } from "node:fs";
import { type AgentExit, lastLogLines } from "@mlebench/runner";
import { type Life, readLife } from "../record/journal.js";
import { jobLog, lifeFiles } from "../record/run-files.js";
import type { Job } from "../scheduler/commands.js";
import { exitOfJob } from "../scheduler/job-states.js";
import type { SchedulerView } from "../scheduler/scheduler-view.js";

/** Where a life of a run is. */
export type Progress =
  | { phase: "queued" }
  | { phase: "running" }
  | { phase: "ended"; exit: AgentExit; isCollectable: boolean }
  /** It could not be executed. */
  | { phase: "failed"; message: string };

/** A life of a run, and what is known of it. */
export interface Place {
  /** Directory of the submission. */
  readonly submission: string;
  readonly life: number;
  /** ID of its job; undefined until it is submitted. */
  jobId: string | undefined;
  /** Whether Slurm may begin the job again. */
  readonly mayRequeue: boolean;
  /** Taken out of the queue by us, and never begun. */
  isCancelled: boolean;
  /** The journal as it was last read. */
  known: Life;
}

/** So many answers of the scheduler after a fact, one was certainly asked for later than that. */
const laterRounds = 2;

/** How long a file of another machine may take to be seen here. */
const lagMilliseconds = 3000;

/**
 * Looks where a run is. What its node wrote comes first; what the scheduler says counts for what no node wrote.
 * @returns looks again; every look remembers what was seen before
 */
export function progressOf(place: Place, view: SchedulerView): () => Progress {
  const next = lifeFiles(place.submission, place.life + 1).journal;
  // What the scheduler said before is about an earlier life.
  const firstRound = place.life === 1 ? 1 : view.round + laterRounds;
  let final: Progress | undefined;
  let silent: { fact: string; round: number; time: number } | undefined;

  /** Whether a fact has held for so many answers of the scheduler. */
  const hasHeld = (fact: string, rounds: number): boolean => {
    if (silent?.fact !== fact) silent = { fact, round: view.round, time: performance.now() };
    return view.round - silent.round >= rounds && performance.now() - silent.time >= lagMilliseconds;
  };
  const where = (job: Job | undefined): string => {
    const node = job?.node || place.known.begin?.node;
    return `job ${place.jobId}${node ? ` on node ${node}` : ""}`;
  };
  const lost = (job: Job | undefined): Progress => ({
    phase: "ended",
    exit: {
      exitCode: null,
      reason: "lost",
      requeued: true,
      detail: `${where(job)} was preempted, or its node failed; Slurm begins it again`,
    },
    isCollectable: false,
  });
  const withoutEnd = (job: Job | undefined): Progress => ({
    phase: "ended",
    exit: exitOfJob(job?.word, where(job), lastLogLines(jobLog(place.submission) ?? "", 3)),
    isCollectable: false,
  });

  const look = (): Progress => {
    const job = place.jobId === undefined ? undefined : view.job(place.jobId);
    // After the scheduler's answer: what a job wrote before it ended is there then.
    place.known = readLife(lifeFiles(place.submission, place.life).journal);
    const { begin, started, failed, end } = place.known;
    if (failed !== undefined) return { phase: "failed", message: failed.message };
    if (end !== undefined && end.stopped !== "signal")
      return { phase: "ended", exit: exitOf(end), isCollectable: true };
    const current: Progress = { phase: started === undefined ? "queued" : "running" };
    if (existsSync(next)) return lost(job);
    if (begin === undefined && place.isCancelled) {
      const detail = `${where(job)} was canceled before it began`;
      return { phase: "ended", exit: { exitCode: null, reason: "canceled", detail }, isCollectable: false };
    }
    if (place.jobId === undefined || view.round < firstRound) return current;
    if (job === undefined) {
      if (!hasHeld("unknown", laterRounds)) return current;
      return end === undefined ? withoutEnd(job) : stoppedBySignal(end, undefined, where(job));
    }
    if (job.state === "waiting" && begin !== undefined)
      return hasHeld("waiting", laterRounds) ? lost(job) : current;
    if (job.state !== "ended") {
      silent = undefined;
      return current;
    }
    const mayStillBeRequeued = place.mayRequeue && (job.word === "NODE_FAIL" || job.word === "PREEMPTED");
    if (!hasHeld(job.word, mayStillBeRequeued ? laterRounds : 0)) return current;
    return end === undefined ? withoutEnd(job) : stoppedBySignal(end, job.word, where(job));
  };
  return () => {
    if (final !== undefined) return final;
    const progress = look();
    if (progress.phase === "ended" || progress.phase === "failed") final = progress;
    return progress;
  };
}

type End = NonNullable<Life["end"]>;

function exitOf({ exit, seconds, stopped }: End): AgentExit {
  if (stopped === "time limit") return { exitCode: exit.exitCode, reason: "timed out", seconds };
  if (stopped === "job time")
    return {
      exitCode: exit.exitCode,
      reason: "timed out",
      seconds,
      detail: "the time of its job was nearly over",
    };
  return { ...exit, seconds };
}

/** Slurm has sent SIGTERM to the job, and only Slurm knows why. */
function stoppedBySignal({ seconds }: End, word: string | undefined, where: string): Progress {
  const isKnown = word !== undefined && word !== "COMPLETED" && word !== "FAILED";
  const exit: AgentExit = isKnown
    ? exitOfJob(word, where)
    : { exitCode: null, reason: "canceled", detail: `${where} was stopped by a signal of Slurm` };
  return { phase: "ended", exit: { ...exit, seconds }, isCollectable: true };
}
