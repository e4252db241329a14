import { existsSync, readlinkSync } from "node:fs";
import { join, posix } from "node:path";
import { describeError } from "@mlebench/core";
import { type OutputDirectory, outputDirectories } from "../backend/backend.js";
import { collectDirectory, collectMember } from "../collect/collect-output.js";
import type { Collected, CollectLimits } from "../collect/collected.js";
import { inspectSubmission } from "../collect/inspect-submission.js";
import { isFullDisk } from "../full-disk.js";
import type { GroupPlan } from "../group/group-plan.js";
import type { OpenRun } from "./run-context.js";
import { submissionKeeper } from "./submission-keeper.js";

/**
 * Copies the agent's output directories to the run's directory, and looks at the submission.
 * @throws the file system's error if this machine's disk does not take it
 */
export async function collectRun(run: OpenRun): Promise<void> {
  const { record, runDirectory, identity, emit } = run.context;
  emit({ type: "run-collecting", run: identity });
  let submission: Collected | undefined;
  for (const name of outputDirectories) {
    const collected = await collectOne(run, name);
    if (name === "submission") submission = collected;
  }
  if (submission !== undefined) await collectMissingSubmission(run, submission);
  await collectLinked(run);
  record.submission = await inspectSubmission(join(runDirectory, "submission"), submission);
  if (record.submission.kind === "file")
    submissionKeeper(run).addFinal(join(runDirectory, "submission", "submission.csv"));
  emit({ type: "run-collected", run: identity });
}

/** Output may not be larger than what the run may write, holes of sparse files included. */
function collectLimits({ collect_limits, settings }: GroupPlan): CollectLimits {
  const { disk = Number.POSITIVE_INFINITY } = settings;
  return {
    ...collect_limits,
    fileBytes: Math.min(collect_limits.fileBytes, disk),
    totalBytes: Math.min(collect_limits.totalBytes, disk),
  };
}

async function collectOne(
  { context, handle, log }: OpenRun,
  name: OutputDirectory,
): Promise<Collected | undefined> {
  const { record, runDirectory, plan } = context;
  try {
    const stream = await handle.collect(name);
    if (stream === undefined) {
      log.line(`The agent has no ${name} directory: nothing to collect.`);
      return undefined;
    }
    const destination = join(runDirectory, name);
    const collected = await collectDirectory(stream, destination, collectLimits(plan), handle.home);
    for (const note of collected.notes) log.line(`${name}: ${note}`);
    const { files, bytes, complete, notes } = collected;
    record.outputs[name] = { files, bytes, complete, notes };
    return collected;
  } catch (error) {
    if (isFullDisk(error)) throw error;
    const note = `Cannot collect the ${name} directory: ${describeError(error)}`;
    log.line(note);
    record.outputs[name] = { files: 0, bytes: 0, complete: false, notes: [note] };
    return undefined;
  }
}

/** Something else filled the limit: the submission, which counts, is fetched by itself. */
async function collectMissingSubmission(
  { context, handle, log }: OpenRun,
  submission: Collected,
): Promise<void> {
  const destination = join(context.runDirectory, "submission");
  const isSkipped = submission.skipped.some(({ path }) => path === "submission.csv" || path === "");
  if (submission.complete || isSkipped || existsSync(join(destination, "submission.csv"))) return;
  const stream = await handle.collect("submission", { path: "submission.csv" }).catch(() => undefined);
  if (stream === undefined) return;
  const added = await collectMember(stream, destination, "submission.csv", collectLimits(context.plan));
  submission.skipped.push(...added.skipped);
  for (const note of added.notes) log.line(`submission: ${note}`);
}

/** The same for a submission that is a link to a file in another output directory. */
async function collectLinked({ context, handle, log }: OpenRun): Promise<void> {
  const { record, runDirectory, plan } = context;
  const path = join(runDirectory, "submission", "submission.csv");
  if (existsSync(path)) return;
  let target: string;
  try {
    target = readlinkSync(path);
  } catch {
    return;
  }
  const parts = posix.join("submission", target).split("/");
  const directory = outputDirectories.find((name) => name === parts[0]);
  // Further down, a name may be a link, through which nothing is read.
  if (directory === undefined || parts.length !== 2 || record.outputs[directory]?.complete !== false) return;
  const stream = await handle.collect(directory, { path: parts[1] }).catch(() => undefined);
  if (stream === undefined) return;
  const added = await collectMember(stream, join(runDirectory, directory), parts[1], collectLimits(plan));
  for (const note of added.notes) log.line(`${directory}: ${note}`);
}
