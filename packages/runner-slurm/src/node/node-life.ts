import { rmSync } from "node:fs";
import { hostname } from "node:os";
import { describeError } from "@mlebench/core";
import { type JournalEntry, readLife } from "../record/journal.js";
import { appendLine } from "../record/json-lines.js";
import { type LifeFiles, lifeFiles, makeLife, taskFileOf } from "../record/run-files.js";
import { type StopReasons, stopReasons } from "./stop-agent.js";

/**
 * One life of a job on its node: does its work and writes down what happens. Whatever goes wrong is written there too.
 * @param submission directory of the submission, which the login side has made
 * @param life counts the starts of the job from 1
 * @param requeue whether Slurm may begin it again
 */
export async function nodeLife(
  submission: string,
  life: number,
  requeue: boolean,
  work: (files: LifeFiles, write: (entry: JournalEntry) => void, stop: StopReasons) => Promise<void>,
): Promise<void> {
  // Signals may come at any time.
  const stop = stopReasons();
  if (hasResult(submission, life)) return;
  const files = lifeFiles(submission, life);
  makeLife(files);
  const write = (entry: JournalEntry): void => appendLine(files.journal, entry);
  // After a signal of Slurm, the job may begin again.
  const isLast = (): boolean => !requeue || stop.cause() !== "signal";
  const job = process.env.SLURM_JOB_ID ?? "";
  write({ event: "begin", node: process.env.SLURMD_NODENAME ?? hostname(), pid: process.pid, job });
  if (!requeue) rmSync(taskFileOf(submission), { force: true });
  try {
    await work(files, write, stop);
  } catch (error) {
    write({ event: "failed", message: describeError(error) });
  } finally {
    if (isLast()) rmSync(taskFileOf(submission), { force: true });
  }
}

/** Slurm may begin a job again that has ended just before its node failed. */
function hasResult(submission: string, life: number): boolean {
  return Array.from({ length: life - 1 }, (_, index) =>
    readLife(lifeFiles(submission, index + 1).journal),
  ).some(({ end }) => end !== undefined && end.stopped !== "signal");
}
