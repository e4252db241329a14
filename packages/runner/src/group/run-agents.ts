import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Competition, timestamp, UserError } from "@mlebench/core";
import { cannotWrite, packageVersion } from "@mlebench/disk";
import type { RunPlan } from "../backend/backend.js";
import { isFullDisk, writing } from "../full-disk.js";
import { lockRunGroup, type RunGroupLock, waitForRunGroup } from "../group-lock.js";
import { configuredAgent } from "../hosted/agent-kinds.js";
import { inspectMachine } from "../machine/machine.js";
import { isFinal, needsRun } from "../run/run-states.js";
import type { StoredRun } from "../run/run-transitions.js";
import { pause } from "../time/pause.js";
import { attempt, cheapChecks, makeRunsDirectory, requireStarting } from "./check-runs.js";
import type { GroupState } from "./group-state.js";
import { newRunId, runGroupName } from "./names.js";
import type { ResumeOptions, RunAgentsOptions, SessionOptions } from "./options.js";
import {
  backendPlan,
  checkBackend,
  checkHosted,
  describe,
  planRuns,
  readResumedSettings,
  readRunSettings,
  tasksOf,
} from "./plan-runs.js";
import { type RunGroupResult, runGroupSession } from "./run-session.js";
import { emitEvent } from "./session.js";
import { readGroupState } from "./state-file.js";

/**
 * Runs an agent on every competition as often as there are seeds. What one run does never keeps the others from going
 * on; everything is written as it happens, so that {@link resumeRunGroup} can finish what is missing.
 * @throws UserError for whatever keeps the runs from starting: data not prepared, a secret missing, no engine
 */
export async function runAgents(options: RunAgentsOptions): Promise<RunGroupResult> {
  requireStarting(options.backend);
  const machine = options.machine ?? inspectMachine();
  const settings = readRunSettings(options.settings);
  const agent = configuredAgent(options.agent, settings);
  const session: RunAgentsOptions = { ...options, agent, dataDirectory: resolve(options.dataDirectory) };
  const plan = planRuns(session, settings, machine);
  const { competitions, backend, environment } = session;
  const { data_directory: dataDirectory } = plan;
  const describeOne = (competition: Competition): string =>
    describe(competition, { ...session, ...settings });
  for (const check of cheapChecks({
    agent,
    settings,
    environment,
    competitions,
    dataDirectory,
    describe: describeOne,
    prepare: session.prepare,
  })) {
    check();
  }
  await checkHosted(agent, { ...session, settings, onWarning: warnWith(session) });
  const runsDirectory = resolve(options.runsDirectory);
  const unmake = makeRunsDirectory(runsDirectory);
  let described: Readonly<Record<string, unknown>> | undefined;
  try {
    await checkBackend(backend, plan, {
      ...checkPlan(session, plan, competitions, runGroupName(plan.agent.name)),
      runs: tasksOf(plan).length,
      outdatedImage: settings.image === undefined ? "refuse" : "warn",
    });
    described = await backend.describe?.();
  } catch (error) {
    unmake();
    throw error;
  }
  const { runGroup, directory } = await makeGroupDirectory(runsDirectory, plan.agent.name);
  let lock: RunGroupLock | undefined;
  try {
    lock = lockRunGroup(directory);
    const state: GroupState = {
      version: 2,
      run_group: runGroup,
      created_at: timestamp(),
      plan,
      hardware: { ...machine },
      versions: {
        runner: packageVersion(import.meta.url),
        node: process.version,
        ...options.versions,
        ...(described !== undefined && { backend: described }),
      },
      finished_at: null,
      runs: Object.fromEntries(
        tasksOf(plan).map(({ competitionId, seed }) => [
          newRunId(competitionId),
          newRun(competitionId, seed, agent.id, settings.timeout),
        ]),
      ),
    };
    const group = { directory, lock, state, competitions: byId(competitions), machine, begins: true };
    return await runGroupSession(group, session);
  } catch (error) {
    if (existsSync(join(directory, "state.json"))) throw error;
    rmSync(directory, { recursive: true, force: true });
    unmake();
    throw isFullDisk(error) ? cannotBegin(directory, error) : error;
  } finally {
    lock?.release();
  }
}

/** Nothing of the run group is left: unlike after a later failure, there is nothing to resume. */
function cannotBegin(directory: string, error: unknown): UserError {
  const cause = error instanceof UserError ? error.details.cause : error;
  return cannotWrite("run group", cause, directory, {
    hint: "Free up space or choose another directory with `--run-dir`.",
  });
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
  const { run_group: runGroup } = readGroupState(directory);
  const isScheduled = options.backend.afterRuns?.isScheduled({ runGroup, directory });
  const lock = writing("the run group", directory, () => lockRunGroup(directory, isScheduled));
  try {
    return await continueGroup(directory, lock, options, true);
  } finally {
    lock.release();
  }
}

/** Options of {@link collectRunGroup}. */
export interface CollectOptions extends ResumeOptions {
  /**
   * As the command that was scheduled for a group: waits for another runner instead of being refused, and does nothing if
   * the command was canceled or done meanwhile.
   */
  asScheduled?: boolean;
}

/**
 * Follows what a backend has of a run group to its end, collects it, and begins nothing: what has no result stays without.
 * @returns undefined if another process has done it
 * @throws UserError as {@link resumeRunGroup} does
 */
export async function collectRunGroup(
  path: string,
  { asScheduled = false, ...options }: CollectOptions,
): Promise<RunGroupResult | undefined> {
  const directory = resolve(path);
  const { run_group: runGroup } = readGroupState(directory);
  const { afterRuns } = options.backend;
  const isWanted = (): boolean => !asScheduled || afterRuns?.isScheduled({ runGroup, directory }) === true;
  if (!isWanted()) return undefined;
  const lock = asScheduled ? await waitForRunGroup(directory, warnWith(options)) : lockRunGroup(directory);
  try {
    return isWanted() ? await continueGroup(directory, lock, options, false) : undefined;
  } finally {
    lock.release();
  }
}

async function continueGroup(
  directory: string,
  lock: RunGroupLock,
  options: ResumeOptions,
  begins: boolean,
): Promise<RunGroupResult> {
  const state = readGroupState(directory);
  const { plan } = state;
  requireSame("agent", plan.agent.id, options.agent.id, directory);
  requireSame("backend", plan.backend, options.backend.id, directory);
  const given = readResumedSettings(options.changes);
  const nWorkers = options.workers ?? given.nWorkers ?? plan.settings.nWorkers;
  const settings = { ...plan.settings, ...given, nWorkers };
  plan.settings = settings;
  const session = { ...options, agent: configuredAgent(options.agent, settings) };
  const competitions = new Map<string, Competition>();
  for (const id of plan.competitions) competitions.set(id, await options.competition(id));
  const checks = cheapChecks({
    agent: session.agent,
    settings,
    environment: options.environment,
    competitions: [...competitions.values()],
    dataDirectory: plan.data_directory,
    prepare: options.prepare,
    describe: (competition) =>
      describe(competition, { description: options.description, obfuscated: settings.obfuscated }),
  });
  for (const check of checks) check();
  // A group that has all its results needs no backend, and whoever only stops it begins nothing.
  const mayBegin = begins && options.signal?.aborted !== true;
  if (mayBegin && Object.values(state.runs).some(({ record }) => !isFinal(record.status))) {
    await checkHosted(session.agent, {
      ...session,
      competitions: [...competitions.values()],
      settings,
      onWarning: warnWith(session),
    });
    await checkBackend(options.backend, plan, {
      ...checkPlan(session, plan, [...competitions.values()], state.run_group),
      runs: Object.values(state.runs).filter(({ record }) => needsRun(record.status)).length,
    });
  }
  const machine = options.machine ?? inspectMachine();
  return await runGroupSession({ directory, lock, state, competitions, machine, begins }, session);
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
    onWarning: warnWith(options),
  };
}

function warnWith(options: SessionOptions): (message: string) => void {
  return (message) => emitEvent(options, { type: "warning", message });
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

function newRun(competitionId: string, seed: number, agentId: string, timeoutSeconds: number): StoredRun {
  return {
    record: {
      success: false,
      status: "pending",
      reason: null,
      competition_id: competitionId,
      seed,
      attempt: 0,
      agent: agentId,
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
