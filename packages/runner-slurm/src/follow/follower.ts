import { pause } from "@mlebench/runner";
import type { Scheduler } from "../scheduler/scheduler-view.js";
import type { Place, Progress } from "./progress.js";

/** A run that is followed. */
export interface FollowedRun {
  place: Place;
  look(): Progress;
}

/** Follows all runs of this process together. */
export interface Follower {
  /** Resolves with the first progress that is wanted; rejects with the signal's reason when aborted. */
  until(run: FollowedRun, isWanted: (progress: Progress) => boolean, signal?: AbortSignal): Promise<Progress>;
}

/** How many runs are looked at in one round: each is a request to a shared file system. */
const looksPerRound = 50;

interface Wait {
  run: FollowedRun;
  isWanted: (progress: Progress) => boolean;
  resolve: (progress: Progress) => void;
  reject: (reason: unknown) => void;
}

/** @param milliseconds between two rounds */
export function createFollower(scheduler: Scheduler, milliseconds: number): Follower {
  const waits = new Set<Wait>();
  let wake = new AbortController();
  let isGoing = false;
  const round = (): void => {
    // Those that were looked at longest ago come first; a run with several waits is looked at once.
    const seen = new Map<FollowedRun, Progress>();
    for (const wait of [...waits]) {
      const { run, isWanted, resolve, reject } = wait;
      if (!seen.has(run) && seen.size >= looksPerRound) continue;
      waits.delete(wait);
      try {
        const progress = seen.get(run) ?? run.look();
        seen.set(run, progress);
        if (isWanted(progress)) resolve(progress);
        else waits.add(wait);
      } catch (error) {
        reject(error);
      }
    }
  };
  const go = async (): Promise<void> => {
    isGoing = true;
    while (waits.size > 0) {
      const jobs = [...waits].flatMap(({ run }) => run.place.jobId ?? []);
      void scheduler.refresh([...new Set(jobs)]);
      round();
      if (waits.size === 0) break;
      await pause(milliseconds, wake.signal);
      if (wake.signal.aborted) wake = new AbortController();
    }
    isGoing = false;
  };
  return {
    until: (run, isWanted, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          waits.delete(wait);
          wake.abort();
          reject(signal?.reason);
        };
        const wait: Wait = {
          run,
          isWanted,
          resolve: (progress) => {
            signal?.removeEventListener("abort", onAbort);
            resolve(progress);
          },
          reject,
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        waits.add(wait);
        if (!isGoing) void go();
      }),
  };
}
