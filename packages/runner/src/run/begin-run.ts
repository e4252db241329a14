import type { RunHandle } from "../backend/backend.js";
import { now, secondsAgo, secondsSince } from "../clock.js";
import { whenAborted } from "../time/pause.js";
import type { OpenRun, RunContext } from "./run-context.js";
import type { RunLog } from "./run-log.js";
import { agentStarted, beginAttempt, queueRun } from "./run-transitions.js";

/**
 * Creates the run in the backend and starts the agent.
 * @param onCreated receives the handle before the agent starts
 */
export async function beginRun(
  context: RunContext,
  log: RunLog,
  onCreated: (handle: RunHandle) => void,
): Promise<RunHandle> {
  const { backend, record, internals, identity, worker, plan } = context;
  beginAttempt(context, worker);
  context.save();
  context.emit({ type: "run-starting", run: identity });
  log.line(
    `[Worker ${worker}] Running seed ${record.seed} for ${record.competition_id} and agent ${plan.agent.name}`,
  );
  context.requireData();
  // A backend that schedules goes on without this process: whoever comes later must know that it has the run.
  await context.saved();
  const handle = await backend.create(context.specification());
  onCreated(handle);
  // Before the agent starts: if this process is killed in between, the agent's clock runs all the same.
  if (backend.schedules !== true) internals.started = now();
  record.backend = handle.description;
  context.save();
  await handle.start();
  record.backend = handle.description;
  if (backend.schedules === true) {
    enqueue(context, false);
    return handle;
  }
  agentStarted(context, now());
  context.save();
  log.line(`Run started: ${context.runDirectory}`);
  emitStarted(context, false);
  return handle;
}

/** Continues with an agent that another process started. */
export function reattachRun(context: RunContext, log: RunLog): void {
  const { record, internals, worker, backend } = context;
  if (backend.schedules === true && internals.ended === null) {
    record.worker = worker;
    log.line(`[Worker ${worker}] Resumed by another process.`);
    if (record.status === "running") context.save();
    else enqueue(context, true);
    return;
  }
  internals.started ??= now();
  if (record.status === "starting") agentStarted(context, internals.started);
  record.started_at ??= internals.started.time;
  record.worker = worker;
  context.save();
  log.line(`[Worker ${worker}] Resumed by another process.`);
  emitStarted(context, true);
}

function enqueue(context: RunContext, reattached: boolean): void {
  if (context.record.status === "starting") queueRun(context);
  context.save();
  context.emit({ type: "run-queued", run: context.identity, reattached });
}

/**
 * Waits until the backend begins a run that is in its queue, or until the user stops the run or leaves it. Of a run that
 * was begun before this process came, it is learned since when it works.
 */
export async function untilBegun({ context, handle, log }: OpenRun, isResumed: boolean): Promise<void> {
  const { record, internals, interrupted, detach } = context;
  if (handle.begun === undefined || internals.ended !== null) return;
  const over = new AbortController();
  try {
    const begun = handle.begun({ signal: over.signal });
    begun.catch(() => undefined);
    const first = await Promise.race([
      begun,
      whenAborted(interrupted, over.signal).then(() => "interrupted" as const),
      whenAborted(detach, over.signal).then(() => "detached" as const),
    ]);
    if (first === "interrupted" && record.status === "queued") internals.stopping ??= first;
    if (first === undefined || typeof first === "string") return;
    // Where it works is known only now.
    record.backend = handle.description;
    const started = secondsAgo(first.seconds);
    if (record.status === "queued") agentStarted(context, started);
    else internals.started = started;
    log.line(`Run started: ${context.runDirectory}`);
    emitStarted(context, isResumed);
  } finally {
    over.abort();
    context.save();
  }
}

function emitStarted({ backend, internals, plan, identity, emit }: RunContext, reattached: boolean): void {
  emit({
    type: "run-started",
    run: identity,
    reattached,
    seconds:
      internals.started !== null && (reattached || backend.schedules) ? secondsSince(internals.started) : 0,
    timeoutSeconds: plan.settings.timeout,
  });
}
