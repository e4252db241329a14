import type { CommandLimits, RunSettings } from "@mlebench/runner";
import type { SlurmSettings } from "../settings.js";

/** What a job of some runs asks Slurm for, without what only concerns one submission. */
export function jobOptions(run: RunSettings, slurm: SlurmSettings): string[] {
  const { timeout, grace, gpusPerRun } = run;
  return [
    ...resourceOptions({ ...run, time: timeout + grace + slurm.timeMargin }),
    ...(gpusPerRun === undefined || gpusPerRun === 0 ? [] : [`--gpus=${gpusPerRun}`]),
    ...placeOptions(slurm),
    // To the process of the batch script: it saves what the agent has made before the job's time is over.
    "--signal=B:USR1@120",
    requeueOption(slurm),
  ];
}

/** What a job asks for that prepares data, or executes another command. */
export function commandOptions(
  { cpus = 4, memory = 16 * 2 ** 30, timeout = 24 * 3600 }: CommandLimits,
  slurm: SlurmSettings,
): string[] {
  return [...resourceOptions({ cpus, memory, time: timeout }), ...placeOptions(slurm), requeueOption(slurm)];
}

/** @param time in seconds */
function resourceOptions({ cpus, memory, time }: { cpus?: number; memory?: number; time: number }): string[] {
  return [
    `--time=${Math.ceil(time / 60)}`,
    ...(cpus === undefined ? [] : [`--cpus-per-task=${Math.ceil(cpus)}`]),
    ...(memory === undefined ? [] : [`--mem=${Math.ceil(memory / 2 ** 20)}M`]),
  ];
}

function requeueOption({ noRequeue }: SlurmSettings): string {
  return noRequeue ? "--no-requeue" : "--requeue";
}

/** What a job asks for that executes a command after the runs of a group. */
export function afterRunsOptions(slurm: SlurmSettings): string[] {
  const { gradeJob = [] } = slurm;
  return [
    ...["--cpus-per-task=2", "--mem=8G", "--time=4:00:00", "--requeue"],
    ...placeOptions(slurm),
    ...gradeJob.map(sbatchOption),
  ];
}

/** `reservation=x` as sbatch takes it. */
function sbatchOption(option: string): string {
  return `--${option.replace(/^-+/, "")}`;
}

/** Where jobs run, and which account pays. */
function placeOptions({ partition, account, qos, constraint, sbatch = [] }: SlurmSettings): string[] {
  return [
    "--nodes=1",
    "--ntasks=1",
    "--open-mode=append",
    // All that sbatch has: with a list or `NONE`, Slurm would log in as the user on each node to find out the others.
    "--export=ALL",
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(qos === undefined ? [] : [`--qos=${qos}`]),
    ...(constraint === undefined ? [] : [`--constraint=${constraint}`]),
    // The last of an option's values counts.
    ...sbatch.map(sbatchOption),
  ];
}
