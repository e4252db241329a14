import { spawn } from "node:child_process";
import { userInfo } from "node:os";
import { UserError } from "@mlebench/core";
import { type JobState, jobState } from "./job-states.js";

/** A job or one task of an array, as Slurm reports it. */
export interface Job {
  /** `123` or `123_4`. */
  id: string;
  state: JobState;
  /** Slurm's word for the state, such as `NODE_FAIL`. */
  word: string;
  node: string;
  /** Why it waits, or why it ended. */
  reason: string;
  name: string;
  comment: string;
}

/** The programs of Slurm, as far as they are used. */
export interface SlurmCommands {
  /** @returns the ID of the job */
  submit(options: readonly string[], script: string): Promise<string>;
  /**
   * Whether a job with these options could be submitted.
   * @returns what keeps it from running at this moment; undefined if nothing does
   * @throws UserError with what Slurm says
   */
  test(options: readonly string[], script: string): Promise<string | undefined>;
  /** All jobs of this user that the controller remembers, ended ones included. @throws Error if it does not answer */
  queue(): Promise<Job[]>;
  /** What the accounting database knows of jobs; undefined where there is none. */
  history(ids: readonly string[]): Promise<Job[] | undefined>;
  cancel(ids: readonly string[]): Promise<void>;
  /** A setting of the cluster, such as `MaxArraySize`; undefined if unknown. */
  setting(name: string): Promise<string | undefined>;
}

/** A controller that is down lets its clients try for a while. */
const timeoutMilliseconds = 90_000;

export const slurmCommands: SlurmCommands = {
  async submit(options, script) {
    const { status, stdout, stderr } = await runProgram("sbatch", ["--parsable", ...options, script]);
    // A cluster may greet its users first; the cluster's name may follow the ID.
    const id = stdout
      .trim()
      .split("\n")
      .reverse()
      .map((line) => /^(\d+)(;.*)?$/.exec(line.trim())?.[1])
      .find(Boolean);
    if (status === 0 && id !== undefined) return id;
    throw refused(stderr || stdout, status);
  },
  async test(options, script) {
    const { status, stdout, stderr } = await runProgram("sbatch", ["--test-only", ...options, script]);
    if (status === 0) return undefined;
    // Also where all nodes that could do it are drained or down: jobs wait for them.
    if (/node configuration is not available/i.test(stderr))
      return "No node of the cluster can run these jobs at this moment. They wait, if it has such nodes.";
    throw refused(stderr || stdout, status);
  },
  async queue() {
    const format = ["%i", "%T", "%N", "%r", "%j", "%k"].join("|");
    const options = ["--noheader", "--array", "--states=all", `--user=${userInfo().username}`];
    const { status, stdout, stderr } = await runProgram("squeue", [...options, `--format=${format}`]);
    if (status !== 0) throw new Error(`squeue: ${stderr.trim() || `exit code ${status}`}`);
    return rowsOf(stdout).flatMap(([ids, word, node, reason, name, ...comment]) =>
      tasksOf(ids).map((id) => ({
        ...{ id, word, node, reason, name, comment: comment.join("|") },
        state: jobState(word),
      })),
    );
  },
  async history(ids) {
    // An array is named once, however many of its tasks are wanted.
    const arrays = new Set(ids.map(arrayOf));
    const options = ["--noheader", "--allocations", "--parsable2", `--jobs=${[...arrays].join(",")}`];
    const format = "--format=JobID,State,NodeList";
    const { status, stdout } = await runProgram("sacct", [...options, format]).catch(() => missing);
    if (status !== 0) return undefined;
    return rowsOf(stdout).flatMap(([ids, text, node]) => {
      // A name may follow: who ended the job.
      const [word] = text.split(" ");
      return tasksOf(ids).map((id) => ({
        ...{ id, word, node, reason: text, name: "", comment: "" },
        state: jobState(word),
      }));
    });
  },
  async cancel(ids) {
    for (let start = 0; start < ids.length; start += 500)
      await runProgram("scancel", ["--quiet", ...ids.slice(start, start + 500)]);
  },
  async setting(name) {
    const { status, stdout } = await runProgram("scontrol", ["show", "config"]).catch(() => missing);
    return status === 0 ? new RegExp(`^${name}\\s*=\\s*(\\S+)`, "m").exec(stdout)?.[1] : undefined;
  },
};

/** Tasks that never began are one job: `12_[0-3,7%2]`. */
export function tasksOf(id: string): string[] {
  const [, array, tasks] = /^(\d+)_\[([\d,-]+)(?:%\d+)?\]$/.exec(id) ?? [];
  if (array === undefined) return [id];
  return tasks.split(",").flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => `${array}_${first + index}`);
  });
}

/** The ID of the array that a task belongs to, or of a job that is none. */
export function arrayOf(id: string): string {
  return id.replace(/_.*$/, "");
}

function rowsOf(stdout: string): string[][] {
  return stdout
    .split("\n")
    .filter((line) => line.includes("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
}

/** What Slurm says if a user would have too many jobs, or an array too many tasks. */
const submitLimit = /MaxSubmit|job submit limit|job array specification/i;

/** What Slurm says where its controller does not answer, or this machine knows no cluster. */
const unreachable =
  /unable to contact slurm controller|unable to establish configuration source|resolve_ctls_from_dns_srv|connection (refused|timed out)/i;

const fewerRuns =
  "The cluster limits how many jobs you may have, waiting ones included: each run is one. Run fewer competitions or seeds at a time. `sacctmgr show assoc user=$USER` and `sacctmgr show qos` list limits.";

const otherOptions =
  "Partition, account, and the like are options, such as `--partition`; what a run needs follows from its limits.";

function refused(message: string, status: number | null): UserError {
  const lines = message
    .split("\n")
    .map((line) => line.replace(/^(sbatch|allocation failure): (error: )?/, "").trim())
    .filter((line) => line !== "");
  if (lines.some((line) => unreachable.test(line)))
    return new UserError(`Slurm cannot be reached: ${lines.join("; ")}`, {
      hint: "Try again when `sinfo` answers. Jobs that are there go on meanwhile.",
    });
  return new UserError(
    `Slurm does not take the job: ${lines.join("; ") || `sbatch ended with exit code ${status}`}`,
    { hint: lines.some((line) => submitLimit.test(line)) ? fewerRuns : otherOptions },
  );
}

interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

const missing: Finished = { status: null, stdout: "", stderr: "" };

/** Variables that jobs have of the login shell. Any other may be a credential. */
const exported = new Set([
  "HOME",
  "LANG",
  "LC_ALL",
  "LD_LIBRARY_PATH",
  "LOGNAME",
  "MODULEPATH",
  "PATH",
  "SHELL",
  "USER",
]);

/**
 * What Slurm's programs have, and jobs after them. What a job of which this process is a part was given would count for
 * the jobs that it submits, but for how the cluster is reached.
 */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => exported.has(name) || /^SLURM_(CONF|CLUSTERS|JWT)/.test(name),
  );
  // Without it, lists of tasks are cut off.
  return { ...Object.fromEntries(kept), SLURM_BITSTR_LEN: "0" };
}

/** Whether an error says that a program of Slurm is not installed here. */
export function isMissingProgram(error: unknown): boolean {
  return error instanceof UserError && (error.details.cause as NodeJS.ErrnoException)?.code === "ENOENT";
}

/** @throws UserError if there is no such program */
function runProgram(program: string, parameters: readonly string[]): Promise<Finished> {
  const child = spawn(program, parameters, {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Not `timeout` of spawn: where there is no such program, its timer keeps this process alive to the end.
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMilliseconds);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      clearTimeout(timer);
      reject(
        new UserError(
          `Cannot start \`${program}\`: ${(cause as NodeJS.ErrnoException).code ?? cause.message}`,
          {
            expected: "a machine with the client programs of Slurm, such as a login node",
            cause,
          },
        ),
      );
    });
    child.once("exit", () => clearTimeout(timer));
    child.once("close", (status) => resolve({ status, stdout: text(stdout), stderr: text(stderr) }));
  });
}
