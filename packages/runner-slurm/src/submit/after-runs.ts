import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";
import type { AfterRuns } from "@mlebench/runner";
import { afterRunsFiles, readJson } from "../record/run-files.js";
import { arrayOf } from "../scheduler/commands.js";
import type { SlurmSession } from "../session.js";
import { commandScript } from "./batch-script.js";
import { afterRunsOptions } from "./job-options.js";
import { afterRunsPrefix, jobComment } from "./submitter.js";

/** The job after the runs of a group, written before it is submitted. While the file is there, its work is to be done. */
interface AfterRunsRecord {
  /** Name of the job in Slurm. */
  name: string;
  /** Null until it is known. */
  id: string | null;
  /** The arrays and jobs that it waits for. */
  after: readonly string[];
}

/** A job that depends on the arrays of a run group, whatever comes of them. */
export function afterRuns({ commands, settings }: SlurmSession): AfterRuns {
  return {
    async schedule({ runGroup, directory }, { script, cwd, log }) {
      const files = afterRunsFiles(directory);
      const known = readJson<AfterRunsRecord>(files.record);
      const jobs = (await commands.queue()).filter(({ state }) => state !== "ended");
      const own = jobs.filter(({ name }) => name === known?.name).map(({ id }) => id);
      const runs = jobs.filter(
        ({ name, comment }) => comment === jobComment(runGroup) && !name.startsWith(afterRunsPrefix),
      );
      const after = [...new Set(runs.map(({ id }) => arrayOf(id)))];
      if (known !== undefined && own.length > 0 && after.every((id) => known.after.includes(id)))
        return `job ${own[0]}`;
      if (own.length > 0) await commands.cancel(own);
      const record: AfterRunsRecord = { name: `${afterRunsPrefix}${randomUUID()}`, id: null, after };
      mkdirSync(dirname(files.record), { recursive: true });
      writeFileAtomically(files.script, commandScript(script, settings), { mode: 0o755 });
      writeFileAtomically(files.record, JSON.stringify(record));
      const options = [
        `--job-name=${record.name}`,
        `--comment=${jobComment(runGroup)}`,
        ...(after.length === 0 ? [] : [`--dependency=afterany:${after.join(":")}`]),
        `--output=${log.replaceAll("%", "%%")}`,
        `--chdir=${cwd}`,
        ...afterRunsOptions(settings),
      ];
      const id = await commands.submit(options, files.script).catch((error: unknown) => {
        rmSync(files.record, { force: true });
        throw error;
      });
      writeFileAtomically(files.record, JSON.stringify({ ...record, id }));
      return `job ${id}`;
    },
    isScheduled: ({ directory }) => existsSync(afterRunsFiles(directory).record),
    async cancel({ directory }) {
      const files = afterRunsFiles(directory);
      const known = readJson<AfterRunsRecord>(files.record);
      if (known === undefined) return;
      rmSync(files.record, { force: true });
      // The job itself says so when it has done its work.
      if (known.id !== null && known.id === process.env.SLURM_JOB_ID) return;
      // Without an answer it begins, and finds that there is nothing to do.
      const ids = known.id === null ? await idsOf(known.name) : [known.id];
      await commands.cancel(ids).catch(() => undefined);
    },
  };

  /** The process that submitted it may have died before it learned the ID. */
  async function idsOf(name: string): Promise<string[]> {
    const jobs = await commands.queue().catch(() => []);
    return jobs.filter((job) => job.name === name && job.state !== "ended").map(({ id }) => id);
  }
}
