import { join } from "node:path";
import { type Competition, competitionPaths } from "@mlebench/core";
import type { RunSpecification } from "../backend/backend.js";
import { agentFolder, hostedAgent, startOf } from "../hosted/agent-kinds.js";
import { hardwareText } from "../machine/hardware-text.js";
import type { RunContext } from "../run/run-context.js";
import type { RunSettings } from "../settings/run-settings.js";
import { requirePrepared } from "./check-runs.js";
import { type GroupPlan, planOf } from "./group-plan.js";
import type { RunRecord } from "./group-state.js";
import type { SessionOptions } from "./options.js";
import { describe } from "./plan-runs.js";
import { emitEvent, type Session } from "./session.js";

/**
 * One run of a session, with what it works with.
 * @param dataProblem why its data could not be prepared
 */
export function contextOf(session: Session, id: string, worker: number, dataProblem?: unknown): RunContext {
  const { state, directory, options, signal, saver } = session;
  const { record, internals } = state.runs[id];
  return {
    backend: options.backend,
    hosted: hostedAgent(options.agent),
    secrets: options.environment ?? process.env,
    plan: planOf(state.plan, record.competition_id),
    specification: () => specificationOf(session, id),
    requireData: () => {
      if (dataProblem !== undefined) throw dataProblem;
      const competition = session.competitions.get(record.competition_id);
      if (competition !== undefined) requirePrepared([competition], state.plan.data_directory);
    },
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
    detach: session.detach,
    collectInTurn: session.collectInTurn,
    untilNextLook: session.untilNextLook,
    save: () => {
      try {
        saver.save();
      } catch (error) {
        session.onFailure(error);
      }
    },
    saved: () => saver.saved(),
    emit: (event) => emitEvent(options, event),
  };
}

/** What a backend needs to know of a run. */
export function specificationOf(
  { state, directory, options, competitions, machine }: Session,
  id: string,
): RunSpecification {
  const { record, internals } = state.runs[id];
  const plan = planOf(state.plan, record.competition_id);
  const { settings } = plan;
  const competition = competitions.get(record.competition_id);
  if (competition === undefined) throw new Error(`No competition ${record.competition_id}`);
  const start = startOf(options, plan.settings);
  return {
    ...describedRun(plan, competition, options),
    runGroup: state.run_group,
    runId: id,
    seed: record.seed,
    attempt: record.attempt,
    agent: agentFolder(options.agent),
    command: start.command,
    environment: {
      ...(options.backend.schedules !== true && {
        HARDWARE: hardwareText(settings, internals.allocation, machine),
      }),
      ...runVariables(plan, record),
      ...start.environment,
      TIME_LIMIT_SECS: timeLimit(settings, start.environment.TIME_LIMIT_SECS),
    },
    allocation: internals.allocation,
    runDirectory: join(directory, id),
  };
}

/** What all runs of a competition have in common. */
export function describedRun(
  plan: GroupPlan,
  competition: Competition,
  options: Pick<SessionOptions, "description">,
): Pick<
  RunSpecification,
  | "competition"
  | "dataDirectory"
  | "publicDirectory"
  | "privateDirectory"
  | "image"
  | "description"
  | "settings"
  | "privileged"
> {
  const paths = competitionPaths(plan.data_directory, competition.facts);
  const { obfuscated } = plan.settings;
  return {
    competition,
    dataDirectory: plan.data_directory,
    publicDirectory: paths.public,
    privateDirectory: paths.private,
    image: plan.image,
    description: describe(competition, { description: options.description, obfuscated }),
    settings: plan.settings,
    privileged: plan.agent.privileged,
  };
}

/** Variables that distinguish a run of a group from the others. */
export function runVariables(
  { settings: { obfuscated } }: GroupPlan,
  { seed, competition_id }: Pick<RunRecord, "seed" | "competition_id">,
): Record<string, string> {
  return { SEED: String(seed), ...(!obfuscated && { COMPETITION_ID: competition_id }) };
}

/**
 * The time limit as the agent reads it.
 * @param own what the agent's configuration says, in seconds
 */
export function timeLimit({ timeout }: Pick<RunSettings, "timeout">, own: string | undefined): string {
  const seconds = Number(own ?? Number.POSITIVE_INFINITY);
  return String(Math.floor(seconds > 0 ? Math.min(seconds, timeout) : timeout));
}
