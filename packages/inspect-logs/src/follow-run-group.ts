import { describeError } from "@mlebench/core";
import type { RunEvent } from "@mlebench/runner";
import { createGroupLogWriter, type GroupLogWriter } from "./group-log.js";
import type { LogFormat } from "./write-log.js";

export interface FollowOptions {
  /** Where the log is written. */
  directory: string;
  /** @default "eval" */
  format?: LogFormat;
  /** What keeps the log from being written, once each; the runs go on. */
  onWarning: (message: string) => void;
  /** How often the log is written while agents work, at most. @default 10000 */
  intervalMilliseconds?: number;
}

/** Writes the log of a run group while it runs. Nothing of it fails a run. */
export interface RunGroupFollower {
  /** Takes the runner's events. */
  readonly onEvent: (event: RunEvent) => void;
  /**
   * Writes the log as it now is, with the scores of grading reports that are there.
   * @returns the path of the log; undefined if it could not be written, or the group never started
   */
  readonly finish: () => Promise<string | undefined>;
}

/** Writing takes at most one twentieth of the time. */
const timeShare = 20;

/** Follows a run group: its log is written when it begins, when a run begins or ends, and in between. */
export function followRunGroup(options: FollowOptions): RunGroupFollower {
  const { directory, format, onWarning, intervalMilliseconds = 10_000 } = options;
  const warned = new Set<string>();
  let writer: GroupLogWriter | undefined;
  let isOver = false;
  const active = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<string | undefined> = Promise.resolve(undefined);
  /** Milliseconds that the last writing took. */
  let lastTook = 0;

  const warn = (error: unknown): void => {
    const message = `The log of Inspect was not written: ${describeError(error)}`;
    if (warned.has(message)) return;
    warned.add(message);
    onWarning(message);
  };
  const write = (isRunning: boolean): Promise<string | undefined> => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(async () => {
      const began = performance.now();
      try {
        return await writer?.write({ directory, format, isRunning });
      } catch (error) {
        warn(error);
        return undefined;
      } finally {
        lastTook = performance.now() - began;
      }
    });
    return writing;
  };
  const schedule = (milliseconds: number): void => {
    if (isOver || timer !== undefined) return;
    timer = setTimeout(
      () => {
        void write(true).then(() => {
          if (active.size > 0) schedule(intervalMilliseconds);
        });
      },
      Math.max(milliseconds, lastTook * timeShare),
    );
    timer.unref();
  };
  const soon = (): void => {
    // What is due sooner than the next regular time replaces it.
    clearTimeout(timer);
    timer = undefined;
    schedule(Math.min(500, intervalMilliseconds));
  };

  return {
    onEvent(event) {
      switch (event.type) {
        case "group-started":
          try {
            writer = createGroupLogWriter(event.directory);
          } catch (error) {
            warn(error);
          }
          soon();
          break;
        case "run-started":
          active.add(event.run.runId);
          soon();
          break;
        case "run-ended":
          // A run that could not be started ends too.
          active.delete(event.run.runId);
          soon();
          break;
        case "group-ended":
          isOver = true;
          clearTimeout(timer);
          timer = undefined;
          break;
        default:
          break;
      }
    },
    async finish() {
      isOver = true;
      const path = await write(false);
      writer?.close();
      return path;
    },
  };
}
