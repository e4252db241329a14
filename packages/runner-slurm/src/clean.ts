import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CleanFilter, pause } from "@mlebench/runner";
import { namesIn, slurmDirectory } from "./record/run-files.js";
import type { Job } from "./scheduler/commands.js";
import type { SlurmSession } from "./session.js";
import { jobComment, jobPrefix } from "./submit/submitter.js";

/** How often the scheduler is asked whether canceled jobs have ended, once a second. */
const looks = 60;

/** Cancels jobs that carry our marks and removes what they share with us; gives a line for each. */
export async function clean(
  { runGroup, dryRun = false, isInUse }: CleanFilter,
  { commands, runsDirectory }: SlurmSession,
): Promise<string[]> {
  const isFree = (group: string): boolean =>
    runsDirectory === undefined || isInUse?.(join(runsDirectory, group)) !== true;
  const isWanted = ({ name, comment, state }: Job): boolean => {
    const group = comment.slice(jobComment("").length);
    const isOurs = name.startsWith(jobPrefix) && comment === jobComment(group);
    return (
      isOurs &&
      (state === "waiting" || state === "running") &&
      (runGroup === undefined || group === runGroup) &&
      isFree(group)
    );
  };
  const jobs = (await commands.queue()).filter(isWanted).map(({ id }) => id);
  const lines = jobs.map((id) => `job ${id}`);
  if (!dryRun && jobs.length > 0) {
    await commands.cancel(jobs);
    const canceled = new Set(jobs);
    for (let left = looks; left > 0; left--) {
      const remaining = (await commands.queue()).filter(
        ({ id, state }) => canceled.has(id) && state !== "ended",
      );
      if (remaining.length === 0) break;
      await pause(1000);
    }
  }
  for (const directory of directoriesOf(runsDirectory, runGroup, isFree)) {
    lines.push(`directory ${directory}`);
    if (!dryRun) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
  return lines;
}

/** What we share with nodes, in run groups. */
function directoriesOf(
  runsDirectory: string | undefined,
  runGroup: string | undefined,
  isFree: (group: string) => boolean,
): string[] {
  if (runsDirectory === undefined) return [];
  const groups = namesIn(runsDirectory).filter(
    (name) =>
      (runGroup === undefined || name === runGroup) &&
      existsSync(join(runsDirectory, name, "state.json")) &&
      isFree(name),
  );
  return groups.flatMap((group) => {
    const directory = join(runsDirectory, group);
    return [directory, ...namesIn(directory).map((run) => join(directory, run))]
      .map(slurmDirectory)
      .filter((path) => existsSync(path));
  });
}
