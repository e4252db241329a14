import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunSpecification } from "@mlebench/runner";

/**
 * What login side and node share of one submission of a run, below the run's directory. A submission begins with an
 * attempt; each time that Slurm requeues its job is a life, and an attempt of its own. Files are made before a job is
 * submitted, where they can be: on NFS, a machine may not see a new name for a minute, yet sees new content at once.
 */
export interface RunFiles {
  directory: string;
  /** What the node runs, with secrets: mode 600. */
  task: string;
  /** Which batch the run was put into, written before it is submitted. */
  batch: string;
  /** The job, as Slurm calls it; written when it is known. */
  job: string;
}

/** What one life of a job writes. */
export interface LifeFiles {
  directory: string;
  /** Lines of JSON that the node appends: what happened. */
  journal: string;
  output: string;
  validations: string;
  /** Replaced every few seconds while the agent works. */
  status: string;
  /** Lines of JSON that the login side appends. */
  requests: string;
  /** Lines of JSON that the node appends. */
  responses: string;
  /** Tar files of the agent's directories, when it has ended; also what was asked for before. */
  collected: string;
}

const below = ".slurm";

/** The directory of all submissions of a run, or of the batches of a run group. */
export function slurmDirectory(directory: string): string {
  return join(directory, below);
}

/** @param first the attempt that the submission began with */
export function runFiles({ runDirectory }: Pick<RunSpecification, "runDirectory">, first: number): RunFiles {
  return submissionFiles(join(slurmDirectory(runDirectory), `attempt-${first}`));
}

/** The files of a submission in its directory, of a run or of another command. */
export function submissionFiles(directory: string): RunFiles {
  return {
    directory,
    task: taskFileOf(directory),
    batch: batchFileOf(directory),
    job: join(directory, "job.json"),
  };
}

/** What is kept of the job after the runs of a group. */
export function afterRunsFiles(groupDirectory: string): { record: string; script: string } {
  const directory = slurmDirectory(groupDirectory);
  return { record: join(directory, "after-runs.json"), script: join(directory, "after-runs.sh") };
}

/** What the node runs, of a submission's directory. */
export function taskFileOf(submission: string): string {
  return join(submission, "task.json");
}

function batchFileOf(submission: string): string {
  return join(submission, "batch.json");
}

/** @param life counts from 1 */
export function lifeFiles(submission: string, life: number): LifeFiles {
  const directory = join(submission, `life-${life}`);
  return {
    directory,
    journal: join(directory, "journal.jsonl"),
    output: join(directory, "output.log"),
    validations: join(directory, "validations.jsonl"),
    status: join(directory, "status.json"),
    requests: join(directory, "requests.jsonl"),
    responses: join(directory, "responses.jsonl"),
    collected: join(directory, "collected"),
  };
}

/** Where a submission is: the batch is known before it is submitted, the job after. */
export interface BatchPlace {
  /** Name of the job in Slurm. */
  name: string;
  index: number;
  /** What the job itself prints. */
  log: string;
}

/** What the job of a submission prints; undefined if it was not submitted. */
export function jobLog(submission: string): string | undefined {
  return readJson<BatchPlace>(batchFileOf(submission))?.log;
}

/** Undefined for a file that is missing or damaged. */
export function readJson<Value>(file: string): Value | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Value;
  } catch {
    return undefined;
  }
}

/** Makes the files of a life that both sides append to. */
export function makeLife(files: LifeFiles): void {
  mkdirSync(files.collected, { recursive: true });
  for (const file of [files.journal, files.output, files.validations, files.requests, files.responses])
    writeFileSync(file, "", { flag: "a" });
}

/** The attempts that submissions of a run began with, ascending. */
export function submissionsOf({ runDirectory }: Pick<RunSpecification, "runDirectory">): number[] {
  return namesIn(slurmDirectory(runDirectory))
    .flatMap((name) => /^attempt-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
