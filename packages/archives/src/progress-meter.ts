import type { Progress } from "@mlebench/core";

const interval = 100;

/** Passes progress on, at most ten times a second. */
export interface ProgressMeter {
  total: (count: number) => void;
  add: (count: number) => void;
  set: (count: number) => void;
  /** Reports the last state in any case. */
  finish: () => void;
}

/** A meter that counts from 0 towards a total that may become known later. */
export function progressMeter(
  step: string,
  unit: string,
  report?: (progress: Progress) => void,
): ProgressMeter {
  let done = 0;
  let total: number | undefined;
  let last = Number.NEGATIVE_INFINITY;
  const send = () => {
    last = performance.now();
    report?.({ step, done, unit, ...(total !== undefined && { total }) });
  };
  const set = (count: number) => {
    done = count;
    if (report !== undefined && performance.now() - last >= interval) send();
  };
  return {
    total: (count) => {
      total = count;
    },
    add: (count) => set(done + count),
    set,
    finish: send,
  };
}
