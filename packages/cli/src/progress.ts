import type { Progress } from "@mlebench/core";
import { formatBytes, formatDuration } from "@mlebench/disk";
import { stderr } from "./output.js";
import { clearStatus, note, showStatus, statusWidth } from "./terminal.js";

const barWidth = 20;

export interface ProgressReporter {
  report: (progress: Progress) => void;
  /** Takes the bar away. */
  stop: () => void;
}

function formatAmount(amount: number, unit: string | undefined): string {
  if (unit === "bytes") return formatBytes(amount);
  const text = amount >= 10 || Number.isInteger(amount) ? String(Math.round(amount)) : amount.toFixed(1);
  return unit === undefined ? text : `${text} ${unit}`;
}

/**
 * One line on where a step is: how much, how fast and how long still, and on a terminal a bar.
 * @param seconds since the step began
 * @param width how long the line may be; what says least goes first, the amount never
 */
export function describeProgress(
  label: string,
  progress: Progress,
  seconds: number,
  withBar = true,
  width = Number.POSITIVE_INFINITY,
): string {
  const { step, done, total, unit } = progress;
  const rate = seconds > 0 ? done / seconds : 0;
  const head = label === "" ? step : `${label}: ${step}`;
  if (total === undefined || total <= 0) return `${head} ${formatAmount(done, unit)}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  const bar = withBar ? ` ${"█".repeat(filled)}${"░".repeat(barWidth - filled)}` : "";
  const amount = unit === "bytes" ? `${formatBytes(done)}/${formatBytes(total)}` : `${done}/${total}`;
  const [pace, per] = rate < 0.1 ? [60 * rate, "min"] : [rate, "s"];
  const speed = rate > 0 && seconds >= 1 ? `  ${formatAmount(pace, unit)}/${per}` : "";
  const left =
    rate > 0 && seconds >= 1 && done < total ? `  ${formatDuration((total - done) / rate)} left` : "";
  const candidates = [`${head}${bar} ${amount}${speed}${left}`, `${head} ${amount}${speed}${left}`];
  const shortened = `${head.slice(0, Math.max(0, width - amount.length - 2))}… ${amount}`;
  return [...candidates, `${head} ${amount}`].find((line) => line.length <= width) ?? shortened;
}

/** Where progress is shown, and what time it is there. */
export interface ProgressPlace {
  /** A terminal, on which a line can be written over. */
  interactive: boolean;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Does something again and again, until what it returns is called. */
  every: (milliseconds: number, work: () => void) => () => void;
  /** A line that stays. */
  note: (line: string) => void;
}

const standardError = (): ProgressPlace => ({
  interactive: stderr.isTTY,
  now: () => performance.now(),
  every: (milliseconds, work) => {
    // It keeps no finished process alive.
    const timer = setInterval(work, milliseconds).unref();
    return () => clearInterval(timer);
  },
  note,
});

/**
 * Shows the progress of long work on standard error: a moving bar on a terminal, one for each label; elsewhere a line
 * when a step begins, at each tenth of it but at most one a second, at least every ten seconds, and at the end.
 */
export function createProgress(label = "", place: ProgressPlace = standardError()): ProgressReporter {
  return place.interactive ? progressBar(label, place) : progressLines(label, place);
}

function progressBar(label: string, { now }: ProgressPlace): ProgressReporter {
  let step = "";
  let began = 0;
  let shown = 0;
  return {
    report(progress) {
      const time = now();
      const isNew = progress.step !== step;
      if (isNew) [step, began] = [progress.step, time];
      if (!isNew && time - shown < 100 && progress.done !== progress.total) return;
      shown = time;
      showStatus(describeProgress(label, progress, (time - began) / 1000, true, statusWidth()), label);
    },
    stop: () => clearStatus(label),
  };
}

const leastBetween = 1000;
const mostBetween = 10_000;

function progressLines(label: string, { now, every, note: write }: ProgressPlace): ProgressReporter {
  let last: Progress | undefined;
  let began = 0;
  let reported = { time: 0, tenths: 0, done: -1 };
  let stopTimer: (() => void) | undefined;

  const tenths = ({ done, total }: Progress): number =>
    total === undefined || total <= 0 ? 0 : Math.floor((10 * done) / total);
  const tellLast = (): void => {
    if (last === undefined) return;
    reported = { time: now(), tenths: tenths(last), done: last.done };
    write(describeProgress(label, last, (reported.time - began) / 1000, false));
  };
  const isUntold = (): boolean => last !== undefined && last.done !== reported.done;
  const isOver = (): boolean => last?.total !== undefined && last.done >= last.total;

  return {
    report(progress) {
      stopTimer ??= every(leastBetween, () => {
        // A step that is over has nothing more to say, however long what follows takes.
        if (now() - reported.time >= mostBetween && (isUntold() || !isOver())) tellLast();
      });
      if (progress.step !== last?.step) {
        // Many steps are over at once; of those one line is enough.
        if (isUntold() && now() - began >= leastBetween) tellLast();
        began = now();
        last = progress;
        tellLast();
        return;
      }
      last = progress;
      const since = now() - reported.time;
      if (since >= mostBetween || (since >= leastBetween && tenths(progress) > reported.tenths)) tellLast();
    },
    stop() {
      stopTimer?.();
      stopTimer = undefined;
      if (isUntold()) tellLast();
      last = undefined;
    },
  };
}
