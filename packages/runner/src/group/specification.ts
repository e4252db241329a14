import { join } from "node:path";
import { startAgent } from "@mlebench/agents";
import { competitionPaths, describeError } from "@mlebench/core";
import type { RunSpecification } from "../backend/backend.js";
import { hardwareText } from "../machine/hardware-text.js";
import type { RunContext } from "../run/run-context.js";
import { saveGroupState } from "./group-state.js";
import { describe } from "./plan-runs.js";
import { emitEvent, type Session } from "./session.js";

/** One run of a session, with what it works with. */
export function contextOf(session: Session, id: string, worker: number): RunContext {
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
        emitEvent(options, { type: "warning", message: describeError(error) });
      }
    },
    emit: (event) => emitEvent(options, event),
  };
}

/** What a backend needs to know of a run. */
export function specificationOf(
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
