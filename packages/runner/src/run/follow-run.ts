import { describeError } from "@mlebench/core";
import type { AgentExit } from "../backend/running-agent.js";
import { secondsSince } from "../clock.js";
import { pause, waitAtMost, whenAborted } from "../time/pause.js";
import { followOutput } from "./follow-output.js";
import { readValidations } from "./read-validations.js";
import type { OpenRun, RunContext } from "./run-context.js";
import { agentEnded } from "./run-transitions.js";

/** Copies the log and watches until the agent has ended by itself, by its time limit, or by the user's will. */
export async function followRun(run: OpenRun): Promise<void> {
  const { context, handle, log } = run;
  const { internals, identity } = context;
  const follower = followOutput(handle, log, (line) => context.emit({ type: "log", run: identity, line }));
  const finished = new AbortController();
  const watcher = watch(run, finished.signal);
  try {
    if (internals.ended === null) {
      const exit = await untilExit(run);
      agentEnded(context, exit, elapsedSeconds(context));
    }
    context.save();
  } finally {
    finished.abort();
    await follower.finish();
  }
  await waitAtMost(watcher, 10_000);
  await readValidations(context, handle);
}

function elapsedSeconds({ internals }: RunContext): number {
  return internals.started === null ? 0 : secondsSince(internals.started);
}

async function untilExit(run: OpenRun): Promise<AgentExit> {
  const { context } = run;
  const { internals, plan, interrupted } = context;
  const over = new AbortController();
  const exited = waitForExit(run);
  try {
    if (internals.stopping === null) {
      const deadline = pause((plan.settings.timeout - elapsedSeconds(context)) * 1000, over.signal);
      const first = await Promise.race([
        exited,
        deadline.then(() => "timed out" as const),
        whenAborted(interrupted, over.signal).then(() => "interrupted" as const),
      ]);
      if (typeof first !== "string") return first;
      internals.stopping = first;
      context.save();
    }
    await stopAgent(run, internals.stopping);
    const late: AgentExit = {
      exitCode: null,
      reason: "lost",
      detail: "the agent could not be terminated",
    };
    return await Promise.race([exited, pause(60_000, over.signal).then(() => late)]);
  } finally {
    over.abort();
  }
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
  log.line(`${why}: the agent receives SIGTERM, and SIGKILL after ${secondsText(grace)}.`);
  context.emit({ type: "run-stopping", run: context.identity, why });
  await handle
    .terminate(grace)
    .catch((error) => log.line(`Terminating the agent failed: ${describeError(error)}`));
}

/** `1 second`, `30 seconds`. */
export function secondsText(count: number): string {
  return count === 1 ? "1 second" : `${count} seconds`;
}

/** A backend may lose its connection without losing the agent: it is asked again for a minute. */
async function waitForExit({ context, handle, log }: OpenRun): Promise<AgentExit> {
  const delays = [1, 2, 4, 8, 15, 30];
  for (;;) {
    try {
      return await handle.wait();
    } catch (error) {
      const delay = delays.shift();
      const message = describeError(error);
      if (delay === undefined) return { exitCode: null, reason: "lost", detail: message };
      log.line(`Cannot wait for the agent, retrying in ${secondsText(delay)}: ${message}`);
      await pause(delay * 1000, context.interrupted);
      if (context.interrupted.aborted) delays.length = 0;
    }
  }
}

/** Emits usage, validations, and changes of the submission now and then. What cannot be read is left out. */
async function watch({ context, handle }: OpenRun, signal: AbortSignal): Promise<void> {
  let known = "";
  for (;;) {
    await pause(context.pollMilliseconds, signal);
    if (signal.aborted) return;
    const usage = await handle.usage().catch(() => undefined);
    if (signal.aborted) return;
    if (usage !== undefined) {
      context.emit({ type: "usage", run: context.identity, usage, seconds: elapsedSeconds(context) });
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
