import { setMaxListeners } from "node:events";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Agent, startAgent, withOverrides } from "@mlebench/agents";
import { type Competition, competitionPaths, describeError, timestamp, UserError } from "@mlebench/core";
import { removeTemporaryFiles } from "../atomic-file.js";
import type { RunHandle, RunPlan, RunSpecification } from "../backend/backend.js";
import { writing } from "../full-disk.js";
import { lockRunGroup } from "../group-lock.js";
import { type Allocator, createAllocator } from "../machine/allocation.js";
import { hardwareText } from "../machine/hardware-text.js";
import { inspectMachine, type Machine } from "../machine/machine.js";
import { executeRun, type RunContext } from "../run/execute-run.js";
import { pause, whenAborted } from "../time/pause.js";
import { packageVersion } from "../version.js";
import { attempt, cheapChecks, dataThatDiffer, makeRunsDirectory, scarceDisk } from "./check-runs.js";
import { newRunId, runGroupName } from "./names.js";
import type { ResumeOptions, RunAgentsOptions, SessionOptions } from "./options.js";
import { allocationRequest, backendPlan, describe, planRuns, tasksOf } from "./plan-runs.js";
import {
  type GroupState,
  isFinal,
  needsRun,
  type RunInternals,
  type RunRecord,
  readGroupState,
  saveGroupState,
} from "./run-state.js";

export interface RunGroupResult {
  runGroup: string;
  /** Absolute path of the run group. */
  directory: string;
  /** `metadata.json`, for `make-submission`. */
  metadata: string;
  /** By run id, in the order in which they were begun. */
  runs: Record<string, RunRecord>;
  /** Every run has a result that stays. */
  complete: boolean;
  /** The user stopped it. */
  interrupted: boolean;
  /** Why no further runs were begun, or an output could not be written. */
  stopped?: string;
}

/**
 * Runs an agent on every competition as often as there are seeds. What one run does never keeps the others from going
 * on; everything is written as it happens, so that {@link resumeRunGroup} can finish what is missing.
 * @throws UserError for whatever keeps the runs from starting: data not prepared, a secret missing, no engine
 */
export async function runAgents(options: RunAgentsOptions): Promise<RunGroupResult> {
  const machine = options.machine ?? inspectMachine();
  const agent = withOverrides(options.agent, options.overrides ?? {});
  const session: RunAgentsOptions = { ...options, agent, dataDirectory: resolve(options.dataDirectory) };
  const plan = planRuns(session, machine);
  const { competitions, backend, environment } = session;
  const { data_directory: dataDirectory } = plan;
  const describeOne = (competition: Competition): string => describe(competition, session);
  for (const check of cheapChecks({
    agent,
    environment,
    competitions,
    dataDirectory,
    describe: describeOne,
  })) {
    check();
  }
  const runsDirectory = resolve(options.runsDirectory);
  const unmake = makeRunsDirectory(runsDirectory);
  let described: Readonly<Record<string, unknown>> | undefined;
  try {
    await backend.check({
      ...checkPlan(session, plan, competitions, runGroupName(agent.name)),
      outdatedImage: options.image === undefined ? "refuse" : "warn",
    });
    described = await backend.describe?.();
  } catch (error) {
    unmake();
    throw error;
  }
  const { runGroup, directory } = await makeGroupDirectory(runsDirectory, agent.name);
  const unlock = writing("the run group", directory, () => lockRunGroup(directory));
  try {
    const state: GroupState = {
      version: 1,
      run_group: runGroup,
      created_at: timestamp(),
      plan,
      hardware: { ...machine },
      versions: {
        runner: packageVersion(),
        node: process.version,
        ...options.versions,
        ...(described !== undefined && { backend: described }),
      },
      finished_at: null,
      runs: Object.fromEntries(
        tasksOf(plan).map(({ competitionId, seed }) => [
          newRunId(competitionId),
          newRun(competitionId, seed, agent, plan.limits.timeoutSeconds),
        ]),
      ),
    };
    return await runGroupSession(directory, state, session, byId(competitions), machine);
  } finally {
    unlock();
  }
}

/** What is known of a run group; enough to find agent, backend and competitions for {@link resumeRunGroup}. */
export function readRunGroup(path: string): GroupState {
  return readGroupState(resolve(path));
}

/**
 * Finishes a run group: takes back agents that still work, collects from those that ended meanwhile, begins what is
 * missing, and again what was interrupted, lost or could not be run.
 * @param path the run group's directory
 * @throws UserError when it is no run group, another runner has it, or agent or backend are not those it began with
 */
export async function resumeRunGroup(path: string, options: ResumeOptions): Promise<RunGroupResult> {
  const directory = resolve(path);
  readGroupState(directory);
  const unlock = writing("the run group", directory, () => lockRunGroup(directory));
  try {
    const state = readGroupState(directory);
    const { plan } = state;
    requireSame("agent", plan.agent.id, options.agent.id, directory);
    requireSame("backend", plan.backend, options.backend.name, directory);
    const { kwargs, env_vars: environment } = plan.overrides ?? {};
    const session = { ...options, agent: withOverrides(options.agent, { kwargs, environment }) };
    if (options.workers !== undefined) plan.workers = options.workers;
    const competitions = new Map<string, Competition>();
    for (const id of plan.competitions) competitions.set(id, await options.competition(id));
    const checks = cheapChecks({
      agent: session.agent,
      environment: options.environment,
      competitions: [...competitions.values()],
      dataDirectory: plan.data_directory,
      describe: (competition) =>
        describe(competition, { description: options.description, obfuscated: plan.obfuscated }),
    });
    for (const check of checks) check();
    // A group that has all its results needs no backend.
    if (Object.values(state.runs).some(({ record }) => !isFinal(record.status))) {
      await options.backend.check(checkPlan(session, plan, [...competitions.values()], state.run_group));
    }
    const machine = options.machine ?? inspectMachine();
    return await runGroupSession(directory, state, session, competitions, machine);
  } finally {
    unlock();
  }
}

/** What a backend is asked; what it warns of goes to whoever looks on. */
function checkPlan(
  options: SessionOptions,
  plan: GroupState["plan"],
  competitions: readonly Competition[],
  runGroup: string,
): RunPlan {
  return {
    ...backendPlan(plan, options.agent, competitions, runGroup),
    onWarning: (message) => emit(options, { type: "warning", message }),
  };
}

function requireSame(what: string, expected: string, found: string, file: string): void {
  if (expected === found) return;
  throw new UserError(`The run group began with the ${what} "${expected}", not "${found}"`, { file });
}

function byId(competitions: readonly Competition[]): Map<string, Competition> {
  return new Map(competitions.map((competition) => [competition.facts.id, competition]));
}

/** False when it is there already. */
function makeNewDirectory(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The name has the second in it; two groups of one second must not become one. */
async function makeGroupDirectory(
  runs: string,
  agentName: string,
): Promise<{ runGroup: string; directory: string }> {
  for (;;) {
    const runGroup = runGroupName(agentName);
    const directory = join(runs, runGroup);
    if (attempt(directory, () => makeNewDirectory(directory))) return { runGroup, directory };
    await pause(1000 - (Date.now() % 1000));
  }
}

function newRun(
  competitionId: string,
  seed: number,
  agent: Agent,
  timeoutSeconds: number,
): { record: RunRecord; internals: RunInternals } {
  return {
    record: {
      success: false,
      status: "pending",
      reason: null,
      competition_id: competitionId,
      seed,
      attempt: 0,
      agent: agent.id,
      worker: null,
      started_at: null,
      ended_at: null,
      seconds: null,
      timeout_seconds: timeoutSeconds,
      exit_code: null,
      validations: null,
      submission: null,
      outputs: {},
      cpu_set: null,
      gpu_devices: null,
      backend: {},
    },
    internals: { allocation: {}, started: null, stopping: null, ended: null, destroyed: true },
  };
}

async function runGroupSession(
  directory: string,
  state: GroupState,
  options: SessionOptions,
  competitions: ReadonlyMap<string, Competition>,
  machine: Machine,
): Promise<RunGroupResult> {
  const { plan } = state;
  const signal = followSignal(options.signal);
  const allocator = createAllocator(allocationRequest(plan, machine));
  const leave = followSignal(options.leave);
  const session: Session = { directory, state, options, competitions, machine, allocator, signal, leave };
  state.finished_at = null;
  removeTemporaryFiles(directory);
  saveGroupState(directory, state);
  const taken = await findExistingRuns(session);
  const queue = Object.keys(state.runs).filter((id) => needsRun(state.runs[id].record.status));
  emit(options, {
    type: "group-started",
    runGroup: state.run_group,
    directory,
    runs: Object.keys(state.runs).length,
    remaining: queue.length + taken.size,
  });
  if (options.backend.warning !== undefined) {
    emit(options, { type: "warning", message: options.backend.warning });
  }
  const differing = dataThatDiffer(plan.competitions, plan.data_directory);
  for (const message of [...options.agent.warnings, ...differing, scarceDisk(directory)]) {
    if (message === undefined) continue;
    emit(options, { type: "warning", message });
  }
  let stopped = await work(session, queue, taken);
  const records = Object.values(state.runs).map(({ record }) => record);
  const complete = records.every(({ status }) => isFinal(status));
  if (complete) state.finished_at = timestamp();
  try {
    saveGroupState(directory, state);
  } catch (error) {
    stopped ??= describeError(error);
  }
  emit(options, { type: "group-ended", runGroup: state.run_group, interrupted: signal.aborted });
  return {
    runGroup: state.run_group,
    directory,
    metadata: join(directory, "metadata.json"),
    runs: Object.fromEntries(Object.entries(state.runs).map(([id, { record }]) => [id, record])),
    complete,
    interrupted: signal.aborted,
    ...(stopped !== undefined && { stopped }),
  };
}

/** A signal of this session's own: each run listens to it, and there may be hundreds. */
function followSignal(signal: AbortSignal | undefined): AbortSignal {
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  if (signal?.aborted === true) own.abort();
  signal?.addEventListener("abort", () => own.abort(), { once: true });
  return own.signal;
}

interface Session {
  directory: string;
  state: GroupState;
  options: SessionOptions;
  competitions: ReadonlyMap<string, Competition>;
  machine: Machine;
  allocator: Allocator;
  signal: AbortSignal;
  leave: AbortSignal;
}

/** Finds what another process left in the backend: runs to take back, and remains to remove. */
async function findExistingRuns(session: Session): Promise<Map<string, RunHandle>> {
  const { state, directory, allocator, options } = session;
  const taken = new Map<string, RunHandle>();
  for (const [id, { record, internals }] of Object.entries(state.runs)) {
    if (record.status === "pending" || internals.destroyed) continue;
    const underWay = !isFinal(record.status) && !needsRun(record.status);
    if (isFinal(record.status) && state.plan.retain) continue;
    const handle = await options.backend.find(specificationOf(session, id));
    if (handle !== undefined && underWay && (await handle.state()) !== "created") {
      allocator.claim(internals.allocation);
      taken.set(id, handle);
      continue;
    }
    await handle?.destroy();
    internals.destroyed = true;
    if (underWay) {
      record.status = "lost";
      record.reason = "the agent's container or process vanished together with the runner";
    }
  }
  saveGroupState(directory, state);
  return taken;
}

/** @returns what kept it from beginning or finishing everything */
async function work(
  session: Session,
  queue: string[],
  taken: ReadonlyMap<string, RunHandle>,
): Promise<string | undefined> {
  const { state, options, allocator, signal, competitions } = session;
  const { plan } = state;
  const active = new Map<string, Promise<void>>();
  const workers = new Set<number>();
  let stopped: string | undefined;

  const launch = (id: string, found?: RunHandle): void => {
    const worker = lowestFree(workers);
    workers.add(worker);
    const { record, internals } = state.runs[id];
    const { allocation } = internals;
    if (found === undefined) record.attempt++;
    const done = executeRun(contextOf(session, id, worker), found)
      .catch((error: unknown) => {
        // The disk does not take what agents make: nothing more can be run.
        stopped ??= describeError(error);
      })
      .then(async () => {
        workers.delete(worker);
        allocator.release(allocation);
        active.delete(id);
        // What another process left may turn out to be no result.
        if (found !== undefined && needsRun(record.status)) queue.push(id);
        if (record.status === "error" && !signal.aborted) {
          // Something may be wrong with the backend as such: then 200 further runs would fail within a minute.
          await options.backend
            .check(backendPlan(plan, options.agent, [...competitions.values()], state.run_group))
            .catch((error: unknown) => {
              stopped ??= describeError(error);
            });
        }
      });
    active.set(id, done);
  };

  for (const [id, handle] of taken) launch(id, handle);
  const done = new AbortController();
  const aborted = whenAborted(signal, done.signal);
  for (;;) {
    const mayBegin = !signal.aborted && stopped === undefined && queue.length > 0;
    const allocation = mayBegin && active.size < plan.workers ? allocator.take() : undefined;
    if (allocation !== undefined) {
      const [id] = queue;
      state.runs[id].internals.allocation = allocation;
      try {
        // What cannot be written down must not be begun.
        saveGroupState(session.directory, state);
      } catch (error) {
        stopped = describeError(error);
        allocator.release(allocation);
        continue;
      }
      queue.shift();
      launch(id);
      continue;
    }
    if (active.size === 0) break;
    await Promise.race([...active.values(), ...(mayBegin ? [aborted] : [])]);
  }
  done.abort();
  return stopped;
}

function lowestFree(taken: ReadonlySet<number>): number {
  let number = 0;
  while (taken.has(number)) number++;
  return number;
}

function contextOf(session: Session, id: string, worker: number): RunContext {
  const { state, directory, options, signal } = session;
  const { record, internals } = state.runs[id];
  return {
    backend: options.backend,
    plan: state.plan,
    specification: () => specificationOf(session, id),
    runDirectory: join(directory, id),
    identity: {
      runId: id,
      competitionId: record.competition_id,
      seed: record.seed,
      attempt: record.attempt,
    },
    record,
    internals,
    worker,
    interrupted: signal,
    leave: session.leave,
    pollMilliseconds: options.pollMilliseconds ?? 5000,
    save: () => {
      try {
        saveGroupState(directory, state);
      } catch (error) {
        emit(options, { type: "warning", message: describeError(error) });
      }
    },
    emit: (event) => emit(options, event),
  };
}

function specificationOf(
  { state, directory, options, competitions, machine }: Session,
  id: string,
): RunSpecification {
  const { plan } = state;
  const { record, internals } = state.runs[id];
  const competition = competitions.get(record.competition_id);
  if (competition === undefined) throw new Error(`No competition ${record.competition_id}`);
  const paths = competitionPaths(plan.data_directory, competition.facts);
  const start = startAgent(options.agent, options.environment);
  const { timeoutSeconds } = plan.limits;
  const ownLimit = Number(start.environment.TIME_LIMIT_SECS ?? Number.POSITIVE_INFINITY);
  const limits = { ...plan.limits, ...internals.allocation };
  // "All GPUs" has become a number; without one there are none.
  if (internals.allocation.gpus === undefined) delete limits.gpus;
  return {
    runGroup: state.run_group,
    runId: id,
    seed: record.seed,
    attempt: record.attempt,
    competition,
    dataDirectory: plan.data_directory,
    publicDirectory: paths.public,
    privateDirectory: paths.private,
    agent: options.agent,
    image: plan.image,
    command: start.command,
    environment: {
      HARDWARE: hardwareText(plan, limits, machine),
      SEED: String(record.seed),
      ...(!plan.obfuscated && { COMPETITION_ID: record.competition_id }),
      ...start.environment,
      TIME_LIMIT_SECS: String(Math.floor(ownLimit > 0 ? Math.min(ownLimit, timeoutSeconds) : timeoutSeconds)),
    },
    description: describe(competition, { description: options.description, obfuscated: plan.obfuscated }),
    obfuscated: plan.obfuscated,
    limits,
    network: plan.network,
    ...(plan.runtime !== null && { runtime: plan.runtime }),
    privileged: plan.agent.privileged,
    containerConfig: plan.container_config,
    retain: plan.retain,
    runDirectory: join(directory, id),
  };
}

/** A view that breaks must not break a run. */
function emit(options: SessionOptions, event: Parameters<NonNullable<SessionOptions["onEvent"]>>[0]): void {
  try {
    options.onEvent?.(event);
  } catch (error) {
    process.stderr.write(`A view failed: ${describeError(error)}\n`);
  }
}
