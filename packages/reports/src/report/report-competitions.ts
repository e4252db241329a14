import { readSplit, splitNames } from "@mlebench/core";
import { from, op } from "arquero";
import type { CompetitionContext } from "../experiment/competition-context.js";
import type { ReportRun } from "../experiment/report-run.js";
import { meanOf } from "../statistics/summarize.js";
import { summarizeBoard } from "./board.js";
import type { CompetitionAgent, ReportCompetition } from "./report-data.js";
import { complexityOf } from "./splits.js";
import { boundedNormalized } from "./summarize-agent.js";

/** The competitions that have been run, in the order of their IDs, and what each agent reached in them. */
export function reportCompetitions(
  runs: readonly ReportRun[],
  agents: readonly string[],
  contexts: ReadonlyMap<string, CompetitionContext>,
): ReportCompetition[] {
  const byCompetition = agentsByCompetition(runs);
  const ids = [...new Set(runs.map(({ competitionId }) => competitionId))].sort();
  return ids.flatMap((id) => {
    const context = contexts.get(id);
    if (context === undefined) return [];
    const { board, ...known } = context;
    const { lowerIsBetter, ...rest } = known;
    const ofAgents = agents.flatMap((agent) => byCompetition.get(id)?.get(agent) ?? []);
    return [
      {
        ...rest,
        lowerIsBetter,
        complexity: complexityOf(id),
        splits: splitNames().filter((name) => readSplit(name).includes(id)),
        board: board === null || board.length === 0 ? null : summarizeBoard(board, lowerIsBetter),
        agents: ofAgents.map((one) => withBest(one, lowerIsBetter)),
      },
    ];
  });
}

type WithoutBest = Omit<CompetitionAgent, "bestScore">;

function withBest(one: WithoutBest, lowerIsBetter: boolean): CompetitionAgent {
  const scores = one.scores.filter((score) => score !== null);
  const best = lowerIsBetter ? Math.min(...scores) : Math.max(...scores);
  return { ...one, bestScore: scores.length === 0 ? null : best };
}

function agentsByCompetition(runs: readonly ReportRun[]): Map<string, Map<string, WithoutBest>> {
  // Runs stay objects, since arquero leaves nulls out of an aggregate.
  const groups = from(runs.map((run) => ({ competitionId: run.competitionId, agent: run.agent, run })))
    .groupby("competitionId", "agent")
    .rollup({ runs: op.array_agg("run") })
    .objects() as { competitionId: string; agent: string; runs: ReportRun[] }[];
  const found = new Map<string, Map<string, WithoutBest>>();
  for (const { competitionId, agent, runs: own } of groups) {
    const ofCompetition = found.get(competitionId) ?? new Map<string, WithoutBest>();
    ofCompetition.set(agent, {
      agent,
      runs: own.length,
      anyMedal: (100 * own.filter(({ medal }) => medal !== null).length) / own.length,
      percentile: meanOfKnown(own.map((run) => (run.score === null ? 0 : run.percentile))),
      normalized: meanOfKnown(own.map((run) => (run.score === null ? 0 : boundedNormalized(run)))),
      scores: own.map(({ score }) => score),
    });
    found.set(competitionId, ofCompetition);
  }
  return found;
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : meanOf(known);
}
