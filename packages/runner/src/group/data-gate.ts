import { isPrepared, UserError } from "@mlebench/core";
import type { Session } from "./session.js";

/** What runs that wait for data know of it. */
export interface DataGate {
  /** Whether the competition's data is still being prepared. */
  isWaiting(competitionId: string): boolean;
  /** Why the competition's data cannot be prepared. */
  problem(competitionId: string): unknown;
  /** Resolves when the next preparation ends. */
  changed(): Promise<void>;
}

/**
 * Begins to prepare the data that runs of a queue need and that is missing.
 * @param signal aborted when no further runs start
 */
export function openDataGate(session: Session, queue: readonly string[], signal: AbortSignal): DataGate {
  const { state, options, competitions } = session;
  const { data_directory: dataDirectory } = state.plan;
  const needed = new Set(queue.map((id) => state.runs[id].record.competition_id));
  const missing = [...needed].flatMap((id) => {
    const competition = competitions.get(id);
    return competition === undefined || isPrepared(competition.facts, dataDirectory) ? [] : [competition];
  });
  const waiting = new Set<string>();
  const problems = new Map<string, unknown>();
  let wake: (() => void)[] = [];
  const settle = (id: string): void => {
    waiting.delete(id);
    for (const one of wake) one();
    wake = [];
  };
  if (options.prepare !== undefined && missing.length > 0) {
    const preparations = options.prepare(missing, signal);
    for (const { facts } of missing) {
      waiting.add(facts.id);
      const preparation =
        preparations.get(facts.id) ?? Promise.reject(new UserError(`${facts.id} was not prepared`));
      preparation.then(
        () => settle(facts.id),
        (error: unknown) => {
          problems.set(facts.id, error);
          settle(facts.id);
        },
      );
    }
  }
  return {
    isWaiting: (id) => waiting.has(id),
    problem: (id) => problems.get(id),
    changed: () => new Promise((resolve) => wake.push(resolve)),
  };
}
