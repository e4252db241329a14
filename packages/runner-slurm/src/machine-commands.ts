import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";
import type { CommandListOptions, MachineCommand, MachineCommands } from "@mlebench/runner";
import { type Place, type Progress, progressOf } from "./follow/progress.js";
import { lifeFiles, makeLife, type RunFiles, readJson, submissionFiles } from "./record/run-files.js";
import type { CommandTask } from "./record/task.js";
import type { SlurmSession } from "./session.js";
import { commandOptions } from "./submit/job-options.js";
import type { SubmittedJob } from "./submit/submitter.js";
import { testJob } from "./submit/test-job.js";

/** Commands that are no runs, as arrays of jobs. A node executes them as it does runs, with the same journal. */
export function machineCommands(session: SlurmSession): MachineCommands {
  const { settings, commands } = session;
  return {
    async check(limits) {
      await testJob(commandOptions(limits, settings), settings, commands);
    },
    async execute(list, options) {
      const execute = async (command: MachineCommand, index: number): Promise<void> => {
        const files = submissionFiles(join(options.directory, String(index)));
        try {
          await executeOne(command, index, files, options, session);
        } finally {
          // What no node has begun, no node removes.
          rmSync(files.task, { force: true });
        }
      };
      await Promise.all(list.map(execute));
    },
  };
}

async function executeOne(
  command: MachineCommand,
  index: number,
  files: RunFiles,
  { label, directory, atOnce, limits, signal, onEvent }: CommandListOptions,
  session: SlurmSession,
): Promise<void> {
  const { settings } = session;
  makeLife(lifeFiles(files.directory, 1));
  const task: CommandTask = { command, requeue: !settings.noRequeue };
  // Variables may be secrets.
  writeFileAtomically(files.task, JSON.stringify(task), { mode: 0o600 });
  await session.submit({
    comment: `mlebench ${label}`,
    batches: directory,
    directory: files.directory,
    batchFile: files.batch,
    jobFile: files.job,
    options: commandOptions(limits, settings),
    atOnce,
  });
  const jobId = readJson<SubmittedJob>(files.job)?.id;
  onEvent({ type: "queued", index, where: `job ${jobId}` });
  for (let life = 1; ; life++) {
    const place: Place = {
      ...{ submission: files.directory, life, jobId, known: {} },
      mayRequeue: !settings.noRequeue,
      isCancelled: false,
    };
    const followed = { place, look: progressOf(place, session.scheduler.view) };
    const until = (isWanted: (progress: Progress) => boolean): Promise<Progress | undefined> =>
      session.follower.until(followed, isWanted, signal).catch(() => undefined);
    const begun = await until(({ phase }) => phase !== "queued");
    if (begun !== undefined && place.known.begin !== undefined)
      onEvent({ type: "running", index, where: `node ${place.known.begin.node}` });
    const progress = await until(({ phase }) => phase === "ended" || phase === "failed");
    // Jobs are canceled at the same moment, which is one request to Slurm.
    if (progress === undefined) {
      if (jobId !== undefined) await session.cancel(jobId);
      onEvent({ type: "ended", index, exitCode: null, reason: "canceled" });
      return;
    }
    if (progress.phase === "failed") {
      onEvent({ type: "ended", index, exitCode: null, reason: progress.message });
      return;
    }
    if (progress.phase !== "ended" || progress.exit.requeued === true) continue;
    const { exitCode, detail } = progress.exit;
    onEvent({ type: "ended", index, exitCode, ...(detail !== undefined && { reason: detail }) });
    return;
  }
}
