import { existsSync, mkdirSync, readlinkSync, renameSync } from "node:fs";
import { join, posix } from "node:path";
import { describeError, UserError } from "@mlebench/core";
import { removeTemporaryFiles, writeFileAtomically } from "../atomic-file.js";
import {
  type AgentExit,
  type Backend,
  type OutputDirectory,
  outputDirectories,
  type RunHandle,
  type RunSpecification,
} from "../backend/backend.js";
import { now, secondsSince } from "../clock.js";
import {
  type Collected,
  type CollectLimits,
  collectDirectory,
  collectMember,
} from "../collect/collect-output.js";
import { inspectSubmission } from "../collect/inspect-submission.js";
import { diskError, isFullDisk, writing } from "../full-disk.js";
import { requirePrepared } from "../group/check-runs.js";
import type { GroupPlan, RunInternals, RunRecord, RunStatus } from "../group/run-state.js";
import { pause, waitAtMost, whenAborted } from "../time/pause.js";
import type { RunEvent, RunIdentity } from "./events.js";
import { followOutput } from "./follow-output.js";
import { openRunLog, type RunLog } from "./run-log.js";

/** One run and what it touches. */
export interface RunContext {
  backend: Backend;
  plan: GroupPlan;
  specification: () => RunSpecification;
  runDirectory: string;
  identity: RunIdentity;
  record: RunRecord;
  internals: RunInternals;
  worker: number;
  /** Aborted when the user wants everything to stop. */
  interrupted: AbortSignal;
  /** Aborted when the user does not want to wait for that. */
  leave: AbortSignal;
  pollMilliseconds: number;
  /** Writes the group's state; a disk that does not take it is warned of, and the run goes on. */
  save(): void;
  emit(event: RunEvent): void;
}

/**
 * Makes one run from its beginning, or from where another process left it, to its end. Never rejects for what an
 * agent or a backend does: that is the run's result.
 * @throws UserError when this machine's disk does not take the output; the run can be resumed
 * @param found what is still there of the run; undefined begins it
 */
export async function executeRun(context: RunContext, found: RunHandle | undefined): Promise<void> {
  const inBackend: { handle: RunHandle | undefined } = { handle: found };
  const over = new AbortController();
  const made = makeRun(context, inBackend).finally(() => over.abort());
  const left = whenAborted(context.leave, over.signal).then(async () => {
    const killed = inBackend.handle?.terminate(0).catch(() => undefined);
    await waitAtMost(Promise.all([killed, made]), leaveMilliseconds);
  });
  await Promise.race([made, left]);
}

/** How long killing an agent may take when everything is left. */
const leaveMilliseconds = 10_000;

async function makeRun(context: RunContext, inBackend: { handle: RunHandle | undefined }): Promise<void> {
  const found = inBackend.handle;
  const { record, internals, runDirectory, identity } = context;
  const log = writing(`the output of ${identity.runId}`, runDirectory, () => {
    mkdirSync(runDirectory, { recursive: true });
    removeTemporaryFiles(runDirectory);
    if (found === undefined) archiveAttempt(runDirectory, record.attempt - 1);
    return openRunLog(join(runDirectory, "run.log"), {
      resume: found !== undefined,
      limitBytes: context.plan.log_limit_bytes,
    });
  });
  let full: UserError | undefined;
  try {
    const handle =
      found ??
      (await begin(context, log, (made) => {
        inBackend.handle = made;
      }));
    if (found !== undefined) reattach(context, log);
    await follow(context, handle, log);
    if (context.leave.aborted) return log.close(false);
    await collect(context, handle, log);
    conclude(context, log);
  } catch (error) {
    if (context.leave.aborted) return log.close(false);
    if (record.status === "collecting" && isFullDisk(error)) {
      // What the agent made is still in the backend: it stays there until the disk has room for it.
      record.reason = `its output could not be written: ${describeError(error)}`;
      log.line(record.reason);
      log.close(false);
      context.save();
      throw new UserError(
        `The output of ${identity.runId} could not be written: the disk is full or read-only`,
        {
          file: runDirectory,
          hint: "Make room, then resume the run group: the output is kept until then.",
          cause: error,
        },
      );
    }
    fail(context, log, error);
    if (inBackend.handle !== undefined) await collectAfterError(context, inBackend.handle, log);
    // Further runs would fail in the same way.
    if (isFullDisk(error)) full = diskError(`what ${identity.runId} needs`, runDirectory, error);
  }
  context.save();
  log.close(true);
  const { handle } = inBackend;
  if (handle !== undefined) await destroy(context, handle);
  context.emit({ type: "run-ended", run: identity, record });
  internals.allocation = {};
  if (full !== undefined) throw full;
}

/** What an earlier attempt left goes to a directory of its own. */
function archiveAttempt(runDirectory: string, attempt: number): void {
  const left = ["run.log", ".run.log.position", "validations.jsonl", ...outputDirectories].filter((name) =>
    existsSync(join(runDirectory, name)),
  );
  if (left.length === 0) return;
  const aside = join(runDirectory, `attempt-${Math.max(1, attempt)}`);
  mkdirSync(aside, { recursive: true });
  for (const name of left) {
    const free = [name, ...Array.from({ length: 1000 }, (_, index) => `${name}.${index + 2}`)].find(
      (candidate) => !existsSync(join(aside, candidate)),
    );
    if (free !== undefined) renameSync(join(runDirectory, name), join(aside, free));
  }
}

async function begin(
  context: RunContext,
  log: RunLog,
  onMade: (handle: RunHandle) => void,
): Promise<RunHandle> {
  const { backend, record, internals, identity, worker, plan } = context;
  Object.assign(record, {
    status: "starting",
    success: false,
    reason: null,
    worker,
    started_at: null,
    ended_at: null,
    seconds: null,
    exit_code: null,
    validations: null,
    submission: null,
    outputs: {},
    cpu_set: internals.allocation.cpuSet ?? null,
    gpu_devices: internals.allocation.gpuDevices ?? null,
    backend: {},
  } satisfies Partial<RunRecord>);
  Object.assign(internals, { started: null, stopping: null, ended: null, destroyed: false });
  context.save();
  context.emit({ type: "run-starting", run: identity });
  log.line(
    `[Worker ${worker}] Running seed ${record.seed} for ${record.competition_id} and agent ${plan.agent.name}`,
  );
  const specification = context.specification();
  requirePrepared([specification.competition], specification.dataDirectory);
  const handle = await backend.create(specification);
  onMade(handle);
  // Before the agent starts: should this process be killed in between, the agent's clock runs all the same.
  internals.started = now();
  record.backend = handle.description;
  context.save();
  await handle.start();
  internals.started = now();
  record.started_at = internals.started.time;
  record.backend = handle.description;
  record.status = "running";
  context.save();
  log.line(`Run started: ${context.runDirectory}`);
  context.emit({
    type: "run-started",
    run: identity,
    reattached: false,
    seconds: 0,
    timeoutSeconds: plan.limits.timeoutSeconds,
  });
  return handle;
}

function reattach(context: RunContext, log: RunLog): void {
  const { record, internals, worker, plan } = context;
  internals.started ??= now();
  record.started_at ??= internals.started.time;
  record.worker = worker;
  if (record.status === "starting") record.status = "running";
  context.save();
  log.line(`[Worker ${worker}] Resumed by another process: the run goes on.`);
  context.emit({
    type: "run-started",
    run: context.identity,
    reattached: true,
    seconds: secondsSince(internals.started),
    timeoutSeconds: plan.limits.timeoutSeconds,
  });
}

/** Copies the log and watches until the agent has ended by itself, by its time limit or by the user's will. */
async function follow(context: RunContext, handle: RunHandle, log: RunLog): Promise<void> {
  const { internals, record, identity } = context;
  const elapsed = (): number => (internals.started === null ? 0 : secondsSince(internals.started));
  const follower = followOutput(handle, log, (line) => context.emit({ type: "log", run: identity, line }));
  const finished = new AbortController();
  const watcher = watch(context, handle, elapsed, finished.signal);
  try {
    if (internals.ended === null) {
      const end = await untilEnd(context, handle, log, elapsed);
      internals.ended = {
        exitCode: end.exitCode,
        reason: end.reason,
        ...(end.detail !== undefined && { detail: end.detail }),
        seconds: elapsed(),
        at: new Date().toISOString(),
      };
    }
    record.status = "collecting";
    context.save();
  } finally {
    finished.abort();
    await follower.finish();
  }
  await waitAtMost(watcher, 10_000);
  await readValidations(context, handle);
}

async function untilEnd(
  context: RunContext,
  handle: RunHandle,
  log: RunLog,
  elapsed: () => number,
): Promise<AgentExit> {
  const { internals, plan, identity, interrupted } = context;
  const { timeoutSeconds, graceSeconds } = plan.limits;
  const over = new AbortController();
  const ended = waitForEnd(context, handle, log);
  try {
    if (internals.stopping === null) {
      const deadline = pause((timeoutSeconds - elapsed()) * 1000, over.signal);
      const first = await Promise.race([
        ended,
        deadline.then(() => "timed out" as const),
        whenAborted(interrupted, over.signal).then(() => "interrupted" as const),
      ]);
      if (typeof first !== "string") return first;
      internals.stopping = first;
      context.save();
    }
    const why =
      internals.stopping === "timed out"
        ? `The time limit of ${seconds(timeoutSeconds)} was exceeded`
        : "The run was interrupted by the user";
    log.line(`${why}: the agent receives SIGTERM, and SIGKILL after ${seconds(graceSeconds)}.`);
    context.emit({ type: "run-stopping", run: identity, why });
    await handle
      .terminate(graceSeconds)
      .catch((error) => log.line(`Terminating the agent failed: ${describeError(error)}`));
    const late: AgentExit = {
      exitCode: null,
      reason: "lost",
      detail: "the agent could not be terminated",
    };
    return await Promise.race([ended, pause(60_000, over.signal).then(() => late)]);
  } finally {
    over.abort();
  }
}

/** A backend may lose its connection without losing the agent: it is asked again for a minute. */
async function waitForEnd(context: RunContext, handle: RunHandle, log: RunLog): Promise<AgentExit> {
  const delays = [1, 2, 4, 8, 15, 30];
  for (;;) {
    try {
      return await handle.wait();
    } catch (error) {
      const delay = delays.shift();
      const message = describeError(error);
      if (delay === undefined) return { exitCode: null, reason: "lost", detail: message };
      log.line(`The agent's end cannot be waited for, again in ${delay} seconds: ${message}`);
      await pause(delay * 1000, context.interrupted);
      if (context.interrupted.aborted) delays.length = 0;
    }
  }
}

/** Looks at usage, validations and the submission now and then. What cannot be had is not told. */
async function watch(
  context: RunContext,
  handle: RunHandle,
  elapsed: () => number,
  signal: AbortSignal,
): Promise<void> {
  let known = "";
  for (;;) {
    await pause(context.pollMilliseconds, signal);
    if (signal.aborted) return;
    const usage = await handle.usage().catch(() => undefined);
    if (signal.aborted) return;
    if (usage !== undefined) {
      context.emit({ type: "usage", run: context.identity, usage, seconds: elapsed() });
      const { submission } = usage;
      const state = JSON.stringify(submission ?? null);
      if (submission !== undefined && state !== known) {
        context.emit({ type: "submission", run: context.identity, ...submission });
      }
      known = state;
    }
    // A full disk is no reason to give up: they are read again at the end.
    await readValidations(context, handle).catch(() => undefined);
  }
}

async function readValidations(context: RunContext, handle: RunHandle): Promise<void> {
  const { record, runDirectory, identity } = context;
  const all = await handle.validations().catch(() => undefined);
  if (all === undefined) return;
  const before = record.validations?.total ?? 0;
  if (record.validations !== null && all.length <= before) return;
  const count = (verdict: string): number =>
    all.filter((validation) => validation.verdict === verdict).length;
  record.validations = {
    total: all.length,
    valid: count("valid"),
    invalid: count("invalid"),
    refused: count("refused"),
    grader_error: count("grader-error"),
  };
  if (all.length > 0) {
    const text = all.map((validation) => `${JSON.stringify(validation)}\n`).join("");
    writeFileAtomically(join(runDirectory, "validations.jsonl"), text);
  }
  context.save();
  for (const validation of all.slice(before)) context.emit({ type: "validation", run: identity, validation });
}

async function collect(context: RunContext, handle: RunHandle, log: RunLog): Promise<void> {
  const { record, runDirectory, identity, plan } = context;
  context.emit({ type: "run-collecting", run: identity });
  const limits = collectLimits(plan);
  let submission: Collected | undefined;
  for (const name of outputDirectories) {
    const collected = await collectOne(context, handle, log, name);
    if (name === "submission") submission = collected;
  }
  const destination = join(runDirectory, "submission");
  const found = submission?.skipped.some(({ path }) => path === "submission.csv" || path === "") ?? false;
  if (submission?.complete === false && !found && !existsSync(join(destination, "submission.csv"))) {
    // Something else filled the limit; what counts is fetched by itself.
    const stream = await handle.collect("submission", { path: "submission.csv" }).catch(() => undefined);
    if (stream !== undefined) {
      const added = await collectMember(stream, destination, "submission.csv", limits);
      submission.skipped.push(...added.skipped);
      for (const note of added.notes) log.line(`submission: ${note}`);
    }
  }
  await collectLinked(context, handle, log);
  record.submission = await inspectSubmission(destination, submission);
  context.emit({ type: "run-collected", run: identity });
}

/** What is collected may not be more than what the run may write, holes of sparse files included. */
function collectLimits({ collect_limits, limits }: GroupPlan): CollectLimits {
  const { diskBytes = Number.POSITIVE_INFINITY } = limits;
  return {
    ...collect_limits,
    fileBytes: Math.min(collect_limits.fileBytes, diskBytes),
    totalBytes: Math.min(collect_limits.totalBytes, diskBytes),
  };
}

/** A submission that is a link to a file beside which something else filled the limit: what counts is fetched by itself. */
async function collectLinked(
  { record, runDirectory, plan }: RunContext,
  handle: RunHandle,
  log: RunLog,
): Promise<void> {
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

async function collectOne(
  { record, runDirectory, plan }: RunContext,
  handle: RunHandle,
  log: RunLog,
  name: OutputDirectory,
): Promise<Collected | undefined> {
  try {
    const stream = await handle.collect(name);
    if (stream === undefined) {
      log.line(`Nothing was found in the agent's ${name} directory: it does not exist.`);
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
    const note = `The ${name} directory could not be collected: ${describeError(error)}`;
    log.line(note);
    record.outputs[name] = { files: 0, bytes: 0, complete: false, notes: [note] };
    return undefined;
  }
}

function conclude(context: RunContext, log: RunLog): void {
  const { record, internals, plan } = context;
  const { ended } = internals;
  record.status = finalStatus(context);
  record.success = record.status === "succeeded";
  record.exit_code = ended?.exitCode ?? null;
  record.seconds = ended === null ? null : Math.round(ended.seconds * 1000) / 1000;
  record.ended_at = ended?.at ?? null;
  record.reason = ended?.detail ?? reasonOf(record.status, record.exit_code, plan.limits.timeoutSeconds);
  const { submission } = record;
  log.line(
    submission?.kind === "file"
      ? `Submission: ${submission.bytes} bytes, SHA-256 ${submission.sha256}.`
      : `No submission to grade: submission.csv is ${submission?.kind === "missing" ? "missing" : `not a file (${submission?.kind})`}.${submission?.seen === undefined ? "" : ` ${submission.seen}`}`,
  );
  log.line(
    `Run ended after ${(record.seconds ?? 0).toFixed(2)} seconds: ${record.status}${record.reason === null ? "" : `, ${record.reason}`}.`,
  );
  const about = `seed ${record.seed} for ${record.competition_id} and agent ${plan.agent.name}`;
  log.line(
    record.success
      ? `[Worker ${context.worker}] Finished running ${about}`
      : `[Worker ${context.worker}] Run failed for ${about}`,
  );
}

function seconds(count: number): string {
  return count === 1 ? "1 second" : `${count} seconds`;
}

function finalStatus({ internals }: RunContext): RunStatus {
  if (internals.stopping !== null) return internals.stopping;
  const { ended } = internals;
  if (ended === null || ended.reason === "lost") return "lost";
  if (ended.reason === "out of memory") return "out of memory";
  if (ended.reason === "killed") return "killed";
  return ended.exitCode === 0 ? "succeeded" : "failed";
}

function reasonOf(status: RunStatus, exitCode: number | null, timeoutSeconds: number): string | null {
  switch (status) {
    case "failed":
      return `the agent ended with exit code ${exitCode}`;
    case "timed out":
      return `the time limit of ${seconds(timeoutSeconds)} was exceeded`;
    case "out of memory":
      return "the agent was killed because its memory was used up";
    case "killed":
      return "the agent was killed by a signal";
    case "interrupted":
      return "the user stopped the run";
    case "lost":
      return "the agent's container or process vanished";
    default:
      return null;
  }
}

function fail(context: RunContext, log: RunLog, error: unknown): void {
  const { record } = context;
  record.status = "error";
  record.success = false;
  record.reason = describeError(error);
  record.ended_at = new Date().toISOString();
  log.line(record.reason);
  log.line(
    `Run failed for seed ${record.seed}, agent ${record.agent} and competition ${record.competition_id}`,
  );
}

/** What is there may tell what went wrong. */
async function collectAfterError(context: RunContext, handle: RunHandle, log: RunLog): Promise<void> {
  try {
    await handle.terminate(0);
    await readValidations(context, handle);
    await collect(context, handle, log);
  } catch (error) {
    log.line(`Nothing more could be collected: ${describeError(error)}`);
  }
}

async function destroy(context: RunContext, handle: RunHandle): Promise<void> {
  const { internals, plan, identity } = context;
  if (plan.retain) return;
  try {
    await handle.destroy();
    internals.destroyed = true;
    context.save();
  } catch (error) {
    context.emit({
      type: "warning",
      run: identity,
      message: `What the run left behind could not be removed (\`mlebench run clean\` tries again): ${describeError(error)}`,
    });
  }
}
