import type { RunHandle } from "../backend/backend.js";
import { now, secondsSince } from "../clock.js";
import type { RunContext } from "./run-context.js";
import type { RunLog } from "./run-log.js";
import { agentStarted, beginAttempt } from "./run-transitions.js";

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
  const handle = await backend.create(context.specification());
  onCreated(handle);
  // Before the agent starts: if this process is killed in between, the agent's clock runs all the same.
  internals.started = now();
  record.backend = handle.description;
  context.save();
  await handle.start();
  agentStarted(context, now());
  record.backend = handle.description;
  context.save();
  log.line(`Run started: ${context.runDirectory}`);
  emitStarted(context, false);
  return handle;
}

/** Continues with an agent that another process started. */
export function reattachRun(context: RunContext, log: RunLog): void {
  const { record, internals, worker } = context;
  internals.started ??= now();
  if (record.status === "starting") agentStarted(context, internals.started);
  record.started_at ??= internals.started.time;
  record.worker = worker;
  context.save();
  log.line(`[Worker ${worker}] Resumed by another process.`);
  emitStarted(context, true);
}

function emitStarted({ internals, plan, identity, emit }: RunContext, reattached: boolean): void {
  emit({
    type: "run-started",
    run: identity,
    reattached,
    seconds: reattached && internals.started !== null ? secondsSince(internals.started) : 0,
    timeoutSeconds: plan.settings.timeout,
  });
}
