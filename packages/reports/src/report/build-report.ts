import { packageVersion } from "@mlebench/disk";
import type { CompetitionContext } from "../experiment/competition-context.js";
import type { Experiment, ReportRun } from "../experiment/report-run.js";
import { createBootstrap } from "../statistics/bootstrap.js";
import { readAudits } from "./audit-findings.js";
import { compareAgents } from "./compare-agents.js";
import { agentCosts } from "./costs.js";
import { reportFailures } from "./failures.js";
import type { LeaderboardKey } from "./leaderboard-data.js";
import { agentManifest } from "./manifest.js";
import { medalsByHour } from "./medals-by-hour.js";
import { leaderboardData, leaderboardRow } from "./published-leaderboard.js";
import { reportCompetitions } from "./report-competitions.js";
import type { AgentComparison, ReportData, ReportSplit } from "./report-data.js";
import { reportSplits } from "./splits.js";
import { summarizeAgent } from "./summarize-agent.js";

export interface BuildReportOptions {
  /** @default the agents' labels */
  title?: string;
  /** Counts missing runs as failed, of competitions of a split without any run too. @default false */
  padMissing?: boolean;
  /** Further splits: competition IDs by name. */
  splits?: Readonly<Record<string, readonly string[]>>;
  /** Pairs of agents' labels to compare. @default every pair */
  compare?: readonly (readonly [string, string])[];
  /** Resamples of a comparison's bootstrap. @default 1999 */
  resamples?: number;
  /** Seed of the bootstrap. @default 0 */
  seed?: number;
  /** Output directories of audits. */
  audits?: readonly string[];
  leaderboardSort?: LeaderboardKey;
  /** @default now */
  now?: Date;
}

/**
 * Everything that a page, a table, or a plot of experiments needs. The same experiments and options give the same
 * data, but for the time.
 * @param experiments of different agents, as `readExperiments` gives them
 * @throws UserError for an audit's file that cannot be read
 */
export function buildReport(
  experiments: readonly Experiment[],
  options: BuildReportOptions = {},
): ReportData {
  const agents = experiments.map(({ agent }) => agent);
  const runs = experiments.flatMap((experiment) => sortRuns(experiment.runs));
  const contexts = contextsOf(experiments);
  const splits = reportSplits(
    runs.map(({ competitionId }) => competitionId),
    options.splits,
  );
  const summaries = agents.flatMap((agent) =>
    splits.map((split) => summarizeAgent(agent, runs, split, options)),
  );
  const manifest = experiments.map((experiment) => agentManifest(experiment, summaries));
  const local = experiments.map((experiment, i) => leaderboardRow(experiment, summaries, manifest[i]));
  return {
    version: 1,
    title: options.title ?? agents.join(", "),
    createdAt: (options.now ?? new Date()).toISOString(),
    mlebenchVersion: packageVersion(import.meta.url),
    agents: experiments.map((experiment) => ({
      label: experiment.agent,
      sources: experiment.sources,
      runs: experiment.runs.length,
      competitions: new Set(experiment.runs.map(({ competitionId }) => competitionId)).size,
    })),
    splits,
    summaries,
    comparisons: comparisons(runs, agents, { splits, contexts, options }),
    competitions: reportCompetitions(runs, agents, contexts),
    runs,
    medalsByHour: medalsByHour(runs, agents),
    failures: reportFailures(runs),
    ...readAudits(options.audits ?? [], runs),
    costs: agentCosts(runs, agents),
    manifest,
    leaderboard: leaderboardData(local, options.leaderboardSort),
    warnings: [...experiments.flatMap(({ warnings }) => warnings), ...dataWarnings(runs)],
  };
}

function sortRuns(runs: readonly ReportRun[]): ReportRun[] {
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...runs].sort((a, b) => order(a.competitionId, b.competitionId) || a.seed - b.seed);
}

function contextsOf(experiments: readonly Experiment[]): Map<string, CompetitionContext> {
  const contexts = new Map<string, CompetitionContext>();
  // What a package says of a competition is more than what a report does.
  for (const { competitions } of experiments)
    for (const context of competitions)
      if (contexts.get(context.id)?.board == null) contexts.set(context.id, context);
  return contexts;
}

function comparisons(
  runs: readonly ReportRun[],
  agents: readonly string[],
  context: {
    splits: readonly ReportSplit[];
    contexts: ReadonlyMap<string, CompetitionContext>;
    options: BuildReportOptions;
  },
): AgentComparison[] {
  const { splits, contexts, options } = context;
  const pairs = options.compare ?? agents.flatMap((a, i) => agents.slice(i + 1).map((b) => [a, b] as const));
  const lowerIsBetter = (id: string): boolean => contexts.get(id)?.lowerIsBetter ?? false;
  const bootstrap = createBootstrap({ resamples: options.resamples ?? 1999, seed: options.seed });
  return pairs.flatMap(([a, b]) =>
    splits.flatMap((split) => compareAgents(runs, { a, b, split, lowerIsBetter, bootstrap }) ?? []),
  );
}

function dataWarnings(runs: readonly ReportRun[]): string[] {
  const idsOf = (some: readonly ReportRun[]): string =>
    [...new Set(some.map(({ competitionId }) => competitionId))].join(", ");
  const count = (some: readonly ReportRun[]): string => (some.length === 1 ? "1 run" : `${some.length} runs`);
  const miniature = runs.filter(({ dataKind }) => dataKind === "miniature");
  const differing = runs.filter(({ dataVerification }) => dataVerification === "differs");
  const failed = runs.filter(({ verdict }) => verdict === "grader-error" || verdict === "not-graded");
  return [
    ...(miniature.length === 0
      ? []
      : [`${count(miniature)} used miniatures, with scores that are not comparable: ${idsOf(miniature)}.`]),
    ...(differing.length === 0
      ? []
      : [`${count(differing)} graded with data that differs from the published data: ${idsOf(differing)}.`]),
    ...(failed.length === 0
      ? []
      : [`${count(failed)} not graded (grader error or missing data), counted as failed: ${idsOf(failed)}.`]),
  ];
}
