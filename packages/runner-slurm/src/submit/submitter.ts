import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";
import { pause } from "@mlebench/runner";
import type { BatchPlace } from "../record/run-files.js";
import type { SlurmCommands } from "../scheduler/commands.js";
import type { SlurmSettings } from "../settings.js";
import { batchScript } from "./batch-script.js";

/** A run, or another command, that is to be submitted. */
export interface Submission {
  /** The mark of its job, such as {@link jobComment}. */
  comment: string;
  /** Where the batches are. */
  batches: string;
  /** What the node works on; see `submissionFiles`. */
  directory: string;
  batchFile: string;
  jobFile: string;
  /** Options of its job; runs with the same options share an array. */
  options: readonly string[];
  /** How many of its array may run at a time. */
  atOnce: number;
}

/** A job as a submission's directory keeps it. */
export interface SubmittedJob {
  /** `123_4` */
  id: string;
}

/** Runs that are started within this time share an array. */
const gatherMilliseconds = 300;

const defaultMaxArraySize = 1001;

/** The prefix of the names of our jobs. */
export const jobPrefix = "mlebench-";

/** The prefix of the names of jobs that execute a command after runs. */
export const afterRunsPrefix = `${jobPrefix}after-`;

/** Whether this process is a job after the runs of a group. */
export function isAfterRuns(): boolean {
  return process.env.SLURM_JOB_NAME?.startsWith(afterRunsPrefix) === true;
}

/** The mark of our jobs: the run group that they belong to. */
export function jobComment(runGroup: string): string {
  return `mlebench run group ${runGroup}`;
}

/**
 * Gathers the runs that are started at about the same time, and submits them as few arrays.
 * @returns submits a run; rejects if Slurm does not take it
 */
export function createSubmitter(
  commands: SlurmCommands,
  settings: SlurmSettings,
): (submission: Submission) => Promise<void> {
  let waiting: { submission: Submission; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let maxArraySize: Promise<number> | undefined;
  const submitAll = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    maxArraySize ??= readMaxArraySize(commands);
    for (const batch of batchesOf(all, await maxArraySize)) {
      try {
        await submitBatch(
          batch.map(({ submission }) => submission),
          commands,
          settings,
          // Arrays of one group share what may run at a time.
          Math.max(1, Math.floor((batch[0].submission.atOnce * batch.length) / all.length)),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
  };
  return (submission) =>
    new Promise((resolve, reject) => {
      waiting.push({ submission, resolve, reject });
      if (waiting.length === 1) void gathered(() => waiting.length).then(submitAll);
    });
}

/** How many tasks an array may have: Slurm's setting is one more than the highest index. */
export async function readMaxArraySize(commands: SlurmCommands): Promise<number> {
  // 0 where there are no arrays: `sbatch` says so.
  return Math.max(1, Number((await commands.setting("MaxArraySize")) ?? defaultMaxArraySize));
}

/** Waits until no more comes. */
async function gathered(count: () => number): Promise<void> {
  for (let before = 0; before !== count(); ) {
    before = count();
    await pause(gatherMilliseconds);
  }
}

function batchesOf<Item extends { submission: Submission }>(all: readonly Item[], size: number): Item[][] {
  const alike = new Map<string, Item[]>();
  for (const item of all) {
    const { comment, options, atOnce } = item.submission;
    const key = JSON.stringify([comment, options, atOnce]);
    alike.set(key, [...(alike.get(key) ?? []), item]);
  }
  return [...alike.values()].flatMap((items) =>
    Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
      items.slice(part * size, (part + 1) * size),
    ),
  );
}

async function submitBatch(
  submissions: readonly Submission[],
  commands: SlurmCommands,
  settings: SlurmSettings,
  atOnce: number,
): Promise<void> {
  const [{ comment, batches, options }] = submissions;
  const name = `${jobPrefix}${randomUUID()}`;
  const file = (ending: string): string => join(batches, `${name.slice(jobPrefix.length)}${ending}`);
  mkdirSync(batches, { recursive: true });
  writeFileSync(file(".txt"), submissions.map(({ directory }) => `${directory}\n`).join(""));
  writeFileAtomically(file(".sh"), batchScript(file(".txt"), settings), { mode: 0o755 });
  // Whoever looks for a job that was submitted just before this process died finds it by its name.
  for (const [index, { batchFile }] of submissions.entries())
    writeFileAtomically(
      batchFile,
      JSON.stringify({ name, index, log: file(`-${index}.log`) } satisfies BatchPlace),
    );
  const last = submissions.length - 1;
  const id = await commands.submit(
    [
      `--job-name=${name}`,
      `--comment=${comment}`,
      `--array=0-${last}${atOnce > last ? "" : `%${atOnce}`}`,
      `--output=${file("-%a.log")}`,
      `--chdir=${batches}`,
      ...options,
    ],
    file(".sh"),
  );
  for (const [index, { jobFile }] of submissions.entries())
    writeFileAtomically(jobFile, JSON.stringify({ id: `${id}_${index}` } satisfies SubmittedJob));
}
