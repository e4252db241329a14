import { join } from "node:path";
import { competitionPaths, describeError } from "@mlebench/core";
import type { RunSpecification } from "../backend/backend.js";
import { agentFolder, hostedAgent, startOf } from "../hosted/agent-kinds.js";
import { hardwareText } from "../machine/hardware-text.js";
import type { RunContext } from "../run/run-context.js";
import { requirePrepared } from "./check-runs.js";
import { planOf } from "./group-plan.js";
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
    pollMilliseconds: options.pollMilliseconds ?? 5000,
    save: () => {
      try {
        saver.save();
      } catch (error) {
        emitEvent(options, { type: "warning", message: describeError(error) });
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
  const { timeout, obfuscated } = settings;
  const competition = competitions.get(record.competition_id);
  if (competition === undefined) throw new Error(`No competition ${record.competition_id}`);
  const paths = competitionPaths(plan.data_directory, competition.facts);
  const start = startOf(options, plan.settings);
  const ownLimit = Number(start.environment.TIME_LIMIT_SECS ?? Number.POSITIVE_INFINITY);
  return {
    runGroup: state.run_group,
    runId: id,
    seed: record.seed,
    attempt: record.attempt,
    competition,
    dataDirectory: plan.data_directory,
    publicDirectory: paths.public,
    privateDirectory: paths.private,
    agent: agentFolder(options.agent),
    image: plan.image,
    command: start.command,
    environment: {
      ...(options.backend.schedules !== true && {
        HARDWARE: hardwareText(settings, internals.allocation, machine),
      }),
      SEED: String(record.seed),
      ...(!obfuscated && { COMPETITION_ID: record.competition_id }),
      ...start.environment,
      TIME_LIMIT_SECS: String(Math.floor(ownLimit > 0 ? Math.min(ownLimit, timeout) : timeout)),
    },
    description: describe(competition, { description: options.description, obfuscated }),
    settings,
    allocation: internals.allocation,
    privileged: plan.agent.privileged,
    runDirectory: join(directory, id),
  };
}
