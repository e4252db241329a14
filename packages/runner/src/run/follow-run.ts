import { describeError } from "@mlebench/core";
import type { AgentExit } from "../backend/running-agent.js";
import { isFullDisk } from "../full-disk.js";
import { exitOf, type HostedWork, hostAgent } from "../hosted/host-agent.js";
import type { AgentReport } from "../hosted/hosted-agent.js";
import { pause, waitAtMost, whenAborted } from "../time/pause.js";
import { followOutput } from "./follow-output.js";
import { readValidations } from "./read-validations.js";
import { elapsedSeconds, type OpenRun } from "./run-context.js";
import { agentEnded } from "./run-transitions.js";
import { removeUsage, saveUsage } from "./save-usage.js";
import { submissionKeeper } from "./submission-keeper.js";

/**
 * Copies the log and watches until the agent has ended by itself, by its time limit, or by the user's will. An agent in
 * code works meanwhile.
 * @param isResumed another process started the run
 */
export async function followRun(run: OpenRun, isResumed: boolean): Promise<void> {
  const { context, handle, log } = run;
  const { internals, identity } = context;
  if (context.detach.aborted && internals.ended === null) throw new Detached();
  const follower = followOutput(handle, log, (line) => context.emit({ type: "log", run: identity, line }));
  const finished = new AbortController();
  const watcher = watch(run, finished.signal);
  try {
    if (internals.ended === null) {
      const exit = await untilExit(run, isResumed);
      agentEnded(context, exit, exit.seconds ?? elapsedSeconds(context));
    }
    context.save();
  } catch (error) {
    finished.abort();
    // Its environment stays as it is, so that its output has no end to wait for.
    if (isFullDisk(error) || error instanceof Detached) await follower.leave();
    else await follower.finish();
    throw error;
  }
  finished.abort();
  await follower.finish();
  await waitAtMost(watcher, 10_000);
  removeUsage(context.runDirectory);
  await readValidations(context, handle);
}

/** The user leaves a run to the backend. */
export class Detached extends Error {}

/** How much later than a backend, which keeps the time limit of its runs, this process looks at it. */
const backendSlackSeconds = 300;

async function untilExit(run: OpenRun, isResumed: boolean): Promise<AgentExit> {
  const { context } = run;
  const { internals, plan, interrupted } = context;
  const over = new AbortController();
  const exited = waitForExit(run, over.signal);
  const work = await beginWork(run, isResumed);
  try {
    if (internals.stopping === null && internals.report == null) {
      const { timeout, grace } = plan.settings;
      const limit = context.backend.schedules === true ? timeout + grace + backendSlackSeconds : timeout;
      const deadline = pause((limit - elapsedSeconds(context)) * 1000, over.signal);
      const first = await Promise.race([
        exited,
        deadline.then(() => "timed out" as const),
        whenAborted(interrupted, over.signal).then(() => "interrupted" as const),
        whenAborted(context.detach, over.signal).then(() => "detached" as const),
        ...(work === undefined ? [] : [work.done.then(() => "worked" as const)]),
      ]);
      if (typeof first !== "string") {
        work?.stop("ended");
        await settle(run, work);
        return context.hosted === undefined ? first : endOfEnvironment(context, first);
      }
      if (first === "detached") {
        work?.stop("interrupted");
        throw new Detached();
      }
      if (first !== "worked") {
        internals.stopping = first;
        context.save();
        work?.stop(first);
      }
    }
    await settle(run, work);
    const { stopping, report } = internals;
    // What the agent reports then is that its commands failed.
    if (stopping === null && report?.error !== undefined && (await hasEnded(run)))
      return endOfEnvironment(context, await exited);
    if (stopping !== null) await stopAgent(run, stopping);
    // The environment has nothing more to do; its own end says nothing of the agent.
    else await terminate(run, 0);
    const late: AgentExit = {
      exitCode: null,
      reason: "lost",
      detail: "the agent could not be terminated",
    };
    const exit = await Promise.race([exited, pause(60_000, over.signal).then(() => late)]);
    return stopping === null && report != null ? exitOf(report) : exit;
  } finally {
    over.abort();
  }
}

/** Lets an agent in code work, unless it has ended, is to be stopped, or has no environment any more. */
async function beginWork(run: OpenRun, isResumed: boolean): Promise<HostedWork | undefined> {
  const { hosted, internals } = run.context;
  if (hosted === undefined || internals.stopping !== null || internals.report != null) return undefined;
  const mayHaveEnded = isResumed || run.context.backend.schedules === true;
  if (mayHaveEnded && (await run.handle.state()) !== "running") return undefined;
  return hostAgent(run, hosted, isResumed);
}

async function hasEnded({ handle }: OpenRun): Promise<boolean> {
  return handle.state().then(
    (state) => state === "ended",
    () => false,
  );
}

/** An environment that ended by itself: an agent in code cannot have done what was left to do. */
function endOfEnvironment(context: OpenRun["context"], exit: AgentExit): AgentExit {
  const { internals, plan } = context;
  // It ends by itself when the time is long up and no runner was there.
  if (elapsedSeconds(context) >= plan.settings.timeout) internals.stopping = "timed out";
  if (exit.reason !== "exited") return exit;
  return { ...exit, reason: "lost", detail: "the agent's environment ended before the agent" };
}

/** Records what an agent in code reports. One that was stopped has the grace period to end. */
async function settle({ context, log }: OpenRun, work: HostedWork | undefined): Promise<void> {
  if (work === undefined) return;
  const { internals, plan } = context;
  const { grace } = plan.settings;
  let report: AgentReport | undefined;
  const done = work.done.then((given) => {
    report = given;
  });
  await waitAtMost(done, Math.max(1, grace) * 1000);
  if (report === undefined) log.line(`The agent did not end within ${secondsText(grace)} of being stopped.`);
  internals.report = report ?? {};
  context.save();
}

async function stopAgent(
  { context, handle, log }: OpenRun,
  stopping: "timed out" | "interrupted",
): Promise<void> {
  const { timeout, grace } = context.plan.settings;
  const why =
    stopping === "timed out"
      ? `The time limit of ${secondsText(timeout)} was exceeded`
      : "The run was interrupted by the user";
  if (context.record.status === "queued") log.line(`${why}: it is taken out of the queue.`);
  else log.line(`${why}: the agent receives SIGTERM, and SIGKILL after ${secondsText(grace)}.`);
  context.emit({ type: "run-stopping", run: context.identity, why });
  await terminate({ context, handle, log }, grace);
}

async function terminate({ handle, log }: OpenRun, grace: number): Promise<void> {
  await handle
    .terminate(grace)
    .catch((error) => log.line(`Terminating the agent failed: ${describeError(error)}`));
}

/** `1 second`, `30 seconds`. */
export function secondsText(count: number): string {
  return count === 1 ? "1 second" : `${count} seconds`;
}

/** A backend may lose its connection without losing the agent: it is asked again for a minute. */
async function waitForExit({ context, handle, log }: OpenRun, signal: AbortSignal): Promise<AgentExit> {
  const delays = [1, 2, 4, 8, 15, 30];
  for (;;) {
    try {
      return await handle.wait({ signal });
    } catch (error) {
      const delay = delays.shift();
      const message = describeError(error);
      if (delay === undefined || signal.aborted) return { exitCode: null, reason: "lost", detail: message };
      log.line(`Cannot wait for the agent, retrying in ${secondsText(delay)}: ${message}`);
      await pause(delay * 1000, context.interrupted);
      if (context.interrupted.aborted) delays.length = 0;
    }
  }
}

/** Emits usage, validations, and changes of the submission now and then. What cannot be read is left out. */
async function watch({ context, handle }: OpenRun, signal: AbortSignal): Promise<void> {
  let known = "";
  const keeper = submissionKeeper({ context, handle });
  for (;;) {
    await context.untilNextLook(signal);
    if (signal.aborted) return;
    const usage = await handle.usage().catch(() => undefined);
    if (signal.aborted) return;
    if (usage !== undefined) {
      context.emit({ type: "usage", run: context.identity, usage, seconds: elapsedSeconds(context) });
      saveUsage(context.runDirectory, usage);
      const { submission } = usage;
      const state = JSON.stringify(submission ?? null);
      if (submission !== undefined && state !== known) {
        context.emit({ type: "submission", run: context.identity, ...submission });
      }
      known = state;
      await keeper.look(submission).catch(() => undefined);
      if (signal.aborted) return;
    }
    // A full disk is no reason to give up: they are read again at the end.
    await readValidations(context, handle).catch(() => undefined);
  }
}
