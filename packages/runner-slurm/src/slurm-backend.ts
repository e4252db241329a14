import { rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findImageSource } from "@mlebench/containers";
import { defaultImageDirectory, UserError } from "@mlebench/core";
import { writeFileAtomically } from "@mlebench/disk";
import {
  type Backend,
  defineBackend,
  type RunHandle,
  type RunPlan,
  type RunSpecification,
} from "@mlebench/runner";
import { readSettings, type SettingInputs, withDefaults } from "@mlebench/runner/settings";
import { clean } from "./clean.js";
import { type Place, progressOf } from "./follow/progress.js";
import { machineCommands } from "./machine-commands.js";
import { readLife } from "./record/journal.js";
import {
  type BatchPlace,
  lifeFiles,
  makeLife,
  readJson,
  runFiles,
  slurmDirectory,
  submissionsOf,
} from "./record/run-files.js";
import type { NodeTask } from "./record/task.js";
import { openSession, type SlurmPace, type SlurmSession } from "./session.js";
import { type SlurmSettings, slurmSettings } from "./settings.js";
import { makeHandle } from "./slurm-handle.js";
import { afterRuns } from "./submit/after-runs.js";
import { jobOptions } from "./submit/job-options.js";
import { jobComment, readMaxArraySize, type SubmittedJob } from "./submit/submitter.js";
import { testJob } from "./submit/test-job.js";

/**
 * Runs agents on the nodes of a Slurm cluster, as arrays of jobs. The runner works on a login node, a small program on
 * each node of a run; they share the run's directory, which must be on a file system that both see.
 */
export const backend = defineBackend({
  id: "slurm",
  settings: slurmSettings,
  schedules: true,
  connect: ({ settings, runsDirectory }) => openSession(settings, runsDirectory),
  describe: async ({ settings }) => ({ container: settings.container ?? "the first that is installed" }),
  check,
  create,
  find,
  clean,
  afterRuns,
  commands: machineCommands,
});

/** The backend with a pace that only code can give. */
export function createSlurmBackend(
  options: SlurmPace & { runsDirectory?: string; settings?: SettingInputs<typeof slurmSettings> } = {},
): Backend {
  const settings = withDefaults(slurmSettings, readSettings(slurmSettings, options.settings ?? {}));
  return backend.openWith(openSession(settings, options.runsDirectory, options));
}

async function check(plan: RunPlan, { settings, commands }: SlurmSession): Promise<void> {
  if (settings.container === "none" && !settings.unsafe) {
    throw new UserError("Runs without a container have no isolation: agents could read the answers", {
      expected: "a container tool, as `--container TOOL`",
      hint: "To develop an agent, add `--container none --unsafe`.",
    });
  }
  if (settings.container === "none")
    plan.onWarning?.(
      "Agents run without isolation: as your user, who can read the answers. Use this for agent development, not for benchmark results.",
    );
  if (settings.container !== "none") await requireImage(plan, settings);
  // With the array that is to come, for limits on the jobs of a user.
  const { runs = 1 } = plan;
  const tasks = runs > 1 ? Math.min(runs, await readMaxArraySize(commands)) : 1;
  const array = tasks > 1 ? [`--array=0-${tasks - 1}`] : [];
  const warning = await testJob([...array, ...jobOptions(plan.settings, settings)], settings, commands);
  if (warning !== undefined) plan.onWarning?.(warning);
}

/** @throws UserError for an image that is not in a file: a node cannot ask anybody for it */
async function requireImage({ image, buildCommand }: RunPlan, settings: SlurmSettings): Promise<void> {
  const directory = imageDirectory(settings);
  if ((await findImageSource(image, directory)) !== undefined) return;
  throw new UserError(`Image not found: ${image}`, {
    file: directory,
    expected: `${image}.sif, an archive ${image}.tar of Docker or OCI, or a directory`,
    hint: `Where Docker is, run \`${buildCommand}\` and \`docker save ${image} -o ${image}.tar\`, and copy the file here.`,
  });
}

async function create(run: RunSpecification, session: SlurmSession): Promise<RunHandle> {
  const requeued = await findSubmission(run, session);
  if (requeued !== undefined && requeued.jobId !== undefined && (await isAlive(requeued, session)))
    return handleOf(run, requeued, session);
  const { settings } = session;
  const files = runFiles(run, run.attempt);
  rmSync(files.directory, { recursive: true, force: true });
  makeLife(lifeFiles(files.directory, 1));
  const { competition, runDirectory, ...rest } = run;
  const task: NodeTask = {
    run: rest,
    competition: competition.directory,
    backend: nodeBackend(session),
    scratch: settings.scratch,
    requeue: !settings.noRequeue,
  };
  // Variables of agents may be secrets.
  writeFileAtomically(files.task, JSON.stringify(task), { mode: 0o600 });
  const place = placeOf(run, run.attempt, undefined, session);
  return handleOf(run, place, session, async () => {
    await session.submit({
      comment: jobComment(run.runGroup),
      batches: slurmDirectory(dirname(runDirectory)),
      directory: files.directory,
      batchFile: files.batch,
      jobFile: files.job,
      options: jobOptions(run.settings, settings),
      atOnce: run.settings.nWorkers,
    });
    place.jobId = readJson<SubmittedJob>(files.job)?.id;
  });
}

async function find(run: RunSpecification, session: SlurmSession): Promise<RunHandle | undefined> {
  const place = await findSubmission(run, session);
  return place === undefined ? undefined : handleOf(run, place, session);
}

/** The submission that an attempt belongs to: its own, or an earlier one that Slurm began again. */
async function findSubmission(run: RunSpecification, session: SlurmSession): Promise<Place | undefined> {
  const first = submissionsOf(run)
    .filter((attempt) => attempt <= run.attempt)
    .at(-1);
  if (first === undefined) return undefined;
  const files = runFiles(run, first);
  const jobId = readJson<SubmittedJob>(files.job)?.id ?? (await findJob(files.batch, session));
  return placeOf(run, first, jobId, session);
}

/** The process that submitted a job may have died before it learned its ID. */
async function findJob(batchFile: string, { scheduler }: SlurmSession): Promise<string | undefined> {
  const batch = readJson<BatchPlace>(batchFile);
  if (batch === undefined) return undefined;
  await scheduler.refresh([]);
  return scheduler.view.named(batch.name).find(({ id }) => id.endsWith(`_${batch.index}`))?.id;
}

/** Whether a life of a job has begun, or is to begin. */
async function isAlive(place: Place, { scheduler }: SlurmSession): Promise<boolean> {
  if (readLife(lifeFiles(place.submission, place.life).journal).begin !== undefined) return true;
  if (place.life === 1) return false;
  await scheduler.refresh([place.jobId ?? ""]);
  const state = scheduler.view.job(place.jobId ?? "")?.state;
  return state === "waiting" || state === "running";
}

function placeOf(
  run: RunSpecification,
  first: number,
  jobId: string | undefined,
  { settings }: SlurmSession,
): Place {
  return {
    submission: runFiles(run, first).directory,
    life: run.attempt - first + 1,
    jobId,
    mayRequeue: !settings.noRequeue,
    isCancelled: false,
    known: {},
  };
}

function handleOf(
  run: RunSpecification,
  place: Place,
  session: SlurmSession,
  submit?: () => Promise<void>,
): RunHandle {
  const followed = { place, look: progressOf(place, session.scheduler.view) };
  return makeHandle({ run, followed, ...(submit !== undefined && { submit }) }, session);
}

/** The backend that runs an agent on its node, where that one is this machine. */
function nodeBackend({ settings }: SlurmSession): NodeTask["backend"] {
  const { container, validationsPerMinute } = settings;
  const grader = validationsPerMinute === undefined ? {} : { validationsPerMinute };
  if (container === "none") return { id: "process", settings: grader };
  const tool = container === undefined ? {} : { container };
  return { id: "containers", settings: { ...grader, ...tool, imageDir: imageDirectory(settings) } };
}

function imageDirectory({ imageDir = defaultImageDirectory() }: SlurmSettings): string {
  return resolve(imageDir);
}
