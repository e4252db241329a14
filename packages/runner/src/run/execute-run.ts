import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describeError, UserError } from "@mlebench/core";
import { readableError, removeTemporaryFiles } from "@mlebench/disk";
import type { RunHandle } from "../backend/backend.js";
import { diskError, isFullDisk, writing } from "../full-disk.js";
import { keepTranscript } from "../hosted/keep-transcript.js";
import { waitAtMost, whenAborted } from "../time/pause.js";
import { archiveAttempt } from "./archive-attempt.js";
import { beginRun, reattachRun, untilBegun } from "./begin-run.js";
import { collectRun } from "./collect-run.js";
import { abandonRun, finishRun } from "./finish-run.js";
import { Detached, followRun } from "./follow-run.js";
import { readValidations } from "./read-validations.js";
import type { OpenRun, RunContext } from "./run-context.js";
import { openRunLog, type RunLog } from "./run-log.js";

/** How long killing an agent may take when everything is left. */
const leaveMilliseconds = 10_000;

/** The run in its backend, as soon as there is one. */
interface InBackend {
  handle: RunHandle | undefined;
}

/**
 * Executes one run from its start, or from where another process left it, to its end. Never rejects for what an agent
 * or a backend does: that is the run's result.
 * @throws UserError if this machine's disk does not take the output; the run can be resumed
 * @param found what is still there of the run; undefined starts it
 */
export async function executeRun(context: RunContext, found: RunHandle | undefined): Promise<void> {
  const inBackend: InBackend = { handle: found };
  const over = new AbortController();
  const executed = executeToEnd(context, inBackend).finally(() => over.abort());
  const left = whenAborted(context.leave, over.signal).then(async () => {
    const killed = inBackend.handle?.terminate(0).catch(() => undefined);
    await waitAtMost(Promise.all([killed, executed]), leaveMilliseconds);
  });
  await Promise.race([executed, left]);
}

async function executeToEnd(context: RunContext, inBackend: InBackend): Promise<void> {
  const isResumed = inBackend.handle !== undefined;
  const log = openLog(context, isResumed);
  let full: UserError | undefined;
  try {
    const handle =
      inBackend.handle ??
      (await beginRun(context, log, (created) => {
        inBackend.handle = created;
      }));
    if (isResumed) reattachRun(context, log);
    const run: OpenRun = { context, handle, log };
    await untilBegun(run, isResumed);
    await followRun(run, isResumed);
    if (context.leave.aborted) return log.close(false);
    await context.collectInTurn(() => collectRun(run));
    keepTranscript(context);
    finishRun(context, log);
  } catch (error) {
    if (context.leave.aborted || error instanceof Detached) return log.close(false);
    if (isFullDisk(error) && isKept(context)) throw keepForLater(context, log, error);
    full = await failWith(context, inBackend, log, error);
  }
  context.save();
  log.close(true);
  if (inBackend.handle !== undefined) await destroy(context, inBackend.handle);
  context.emit({ type: "run-ended", run: context.identity, record: context.record });
  context.internals.allocation = {};
  if (full !== undefined) throw full;
}

function openLog({ identity, runDirectory, record, plan }: RunContext, isResumed: boolean): RunLog {
  return writing(`the output of ${identity.runId}`, runDirectory, () => {
    mkdirSync(runDirectory, { recursive: true });
    removeTemporaryFiles(runDirectory);
    if (!isResumed) archiveAttempt(runDirectory, record.attempt - 1);
    return openRunLog(join(runDirectory, "run.log"), {
      resume: isResumed,
      limitBytes: plan.log_limit_bytes,
    });
  });
}

/** Whether what a run has come to stays in the backend, so that it can go on from there. */
function isKept({ record, hosted }: RunContext): boolean {
  return record.status === "collecting" || (record.status === "running" && hosted !== undefined);
}

/** What the agent made is still in the backend: it stays there until the disk has space for it. */
function keepForLater(context: RunContext, log: RunLog, cause: unknown): UserError {
  const { record, runDirectory, identity } = context;
  record.reason = `what it records or has made could not be written: ${describeError(readableError(cause, undefined))}`;
  log.line(record.reason);
  log.close(false);
  context.save();
  return new UserError(
    `What ${identity.runId} records or has made could not be written: the disk is full or read-only`,
    {
      file: runDirectory,
      hint: "Free disk space, then resume the run group: everything is kept until then.",
      cause,
    },
  );
}

/** @returns an error of this machine's disk, because of which further runs would fail in the same way */
async function failWith(
  context: RunContext,
  { handle }: InBackend,
  log: RunLog,
  error: unknown,
): Promise<UserError | undefined> {
  abandonRun(context, log, error);
  if (handle !== undefined) await collectAfterError({ context, handle, log });
  const { identity, runDirectory } = context;
  return isFullDisk(error) ? diskError(`what ${identity.runId} needs`, runDirectory, error) : undefined;
}

/** The output may show what went wrong. */
async function collectAfterError(run: OpenRun): Promise<void> {
  try {
    await run.handle.terminate(0);
    await readValidations(run.context, run.handle);
    await collectRun(run);
  } catch (error) {
    run.log.line(`Nothing more could be collected: ${describeError(error)}`);
  }
}

async function destroy(context: RunContext, handle: RunHandle): Promise<void> {
  const { internals, plan, identity } = context;
  if (plan.settings.retain) return;
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
