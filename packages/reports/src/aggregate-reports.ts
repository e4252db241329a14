import { readSplit, splitNames, UserError } from "@mlebench/core";
import { type GradedRun, type GradingReportLike, readGradedRuns } from "./graded-runs.js";
import { type MetricSummaries, type SeedMetrics, seedMetrics, summarizeSeeds } from "./metrics.js";
import { buildSeeds, listIds, type Seed, type Seeds } from "./seeds.js";

export interface AggregateOptions {
  /** Paths of grading reports, or the reports themselves; the reference's and ours may be mixed. */
  reports: readonly (string | GradingReportLike)[];
  /** Name of a split, such as "low", or ids of competitions. */
  split: string | readonly string[];
  /** How many seeds to average; undefined or -1 takes all there are. */
  numSeeds?: number;
  /** Counts missing runs as failed ones, instead of leaving incomplete seeds out. @default false */
  padMissing?: boolean;
  /** Kind of task by competition id, for the breakdown by category. */
  categories?: Readonly<Record<string, string | null>>;
}

/** A part of the competitions; the same seeds are averaged over it. */
export interface GroupAggregate {
  /** Complexity is the published one: the splits low, medium and high. */
  kind: "complexity" | "category";
  name: string;
  num_competitions: number;
  metrics: MetricSummaries;
}

/** One competition over the seeds. */
export interface CompetitionAggregate {
  competition_id: string;
  metrics: MetricSummaries;
  /** One per seed; null without a score, also where a missing run was padded. */
  scores: (number | null)[];
  /** Which report each seed's run is from; null where it was padded. */
  sources: (string | null)[];
}

/** Keys of the first three lines are the reference's, with its meaning; the others are ours. */
export interface SeedAggregate {
  num_seeds_averaged: number;
  num_competitions_per_seed: number;
  metrics: MetricSummaries;
  seeds: { seed: number; metrics: SeedMetrics; padded: string[] }[];
  groups: GroupAggregate[];
  competitions: CompetitionAggregate[];
  /** What a reader of the numbers should know: runs left out, padded, not graded, on miniatures, counted twice. */
  warnings: string[];
}

/**
 * Averages grading reports over seeds, as the reference's script does: the n-th run of every competition is seed n,
 * a metric is a percentage of a seed's competitions, and mean, standard error (n − 1 in the denominator) and 95 %
 * confidence interval are over seeds. Several runs of one competition in one report are several seeds; runs of
 * competitions outside the split are not counted.
 * @throws UserError when a report cannot be used, the split is empty or names a competition twice, or there are
 * fewer complete seeds than asked for
 */
export function aggregateReports(options: AggregateOptions): SeedAggregate {
  const { split, numSeeds, padMissing = false, categories = {} } = options;
  const competitions = typeof split === "string" ? readSplit(split) : split;
  checkSplit(competitions);
  const runs = readGradedRuns(options.reports);
  const chosen = buildSeeds(runs, { competitions, numSeeds, padMissing });
  const { seeds } = chosen;
  const metrics = seeds.map(seedMetrics);
  return {
    num_seeds_averaged: seeds.length,
    num_competitions_per_seed: competitions.length,
    metrics: summarizeSeeds(metrics),
    seeds: seeds.map((seed, i) => ({
      seed: i + 1,
      metrics: metrics[i],
      padded: competitions.filter((_id, j) => seed[j] === undefined),
    })),
    groups: [
      ...groupsBy("complexity", complexityOf, competitions, seeds),
      ...groupsBy("category", (id) => categories[id] ?? undefined, competitions, seeds),
    ],
    competitions: competitions.map((id, j) =>
      competitionAggregate(
        id,
        seeds.map((seed) => seed[j]),
      ),
    ),
    warnings: warningsOf(runs, competitions, chosen),
  };
}

function checkSplit(competitions: readonly string[]): void {
  const expected = "one id of a competition per line, each once";
  if (competitions.length === 0) throw new UserError("The split names no competition", { expected });
  const twice = competitions.filter((id, i) => competitions.indexOf(id) !== i);
  if (twice.length > 0) throw new UserError(`The split names ${listIds(twice)} more than once`, { expected });
}

const complexities = ["low", "medium", "high"] as const;

function complexityOf(id: string): string | undefined {
  return complexities.find((name) => readSplit(name).includes(id));
}

/** Competitions that belong to no group are in none. */
function groupsBy(
  kind: GroupAggregate["kind"],
  groupOf: (id: string) => string | undefined,
  competitions: readonly string[],
  seeds: readonly Seed[],
): GroupAggregate[] {
  const groups = competitions.map(groupOf);
  const found = [...new Set(groups)].filter((name) => name !== undefined);
  const names = kind === "complexity" ? complexities.filter((name) => found.includes(name)) : found.sort();
  return names.map((name) => {
    const parts = seeds.map((seed) => seed.filter((_run, j) => groups[j] === name));
    const metrics = summarizeSeeds(parts.map(seedMetrics));
    return { kind, name, num_competitions: parts[0].length, metrics };
  });
}

function competitionAggregate(id: string, runs: readonly (GradedRun | undefined)[]): CompetitionAggregate {
  return {
    competition_id: id,
    metrics: summarizeSeeds(runs.map((run) => seedMetrics([run]))),
    scores: runs.map((run) => run?.score ?? null),
    sources: runs.map((run) => run?.source ?? null),
  };
}

function warningsOf(runs: readonly GradedRun[], competitions: readonly string[], chosen: Seeds): string[] {
  const used = chosen.seeds.flat().filter((run) => run !== undefined);
  const padded = chosen.seeds.flat().length - used.length;
  const isUsed = new Set(used);
  const inSplit = new Set(competitions);
  const known = new Set(splitNames().flatMap((name) => readSplit(name)));
  const idsOf = (some: readonly GradedRun[]): string[] => [...new Set(some.map((run) => run.competitionId))];
  const named = (some: readonly GradedRun[]): string => listIds(idsOf(some));

  const warnings: string[] = [];
  const report = (some: readonly GradedRun[], text: (count: string) => string): void => {
    if (some.length > 0) warnings.push(text(some.length === 1 ? "1 run" : `${some.length} runs`));
  };
  const surplus = runs.filter((run) => inSplit.has(run.competitionId) && !isUsed.has(run));
  if (chosen.incomplete !== undefined) warnings.push(incompleteText(chosen.incomplete));
  else report(surplus, (count) => `${count} beyond the averaged seeds skipped: ${named(surplus)}.`);
  if (padded > 0) warnings.push(`${padded} missing ${padded === 1 ? "run counts" : "runs count"} as failed.`);
  const foreign = runs.filter(({ competitionId: id }) => !inSplit.has(id) && !known.has(id));
  report(
    foreign,
    (count) => `${count} of unknown competitions, outside the split, skipped: ${named(foreign)}.`,
  );
  const ungraded = used.filter(({ verdict }) => verdict === "grader-error" || verdict === "not-graded");
  report(
    ungraded,
    (count) => `${count} not graded (grader error or missing data), counted as failed: ${named(ungraded)}.`,
  );
  const miniature = used.filter(({ dataKind }) => dataKind === "miniature");
  report(miniature, (count) => `${count} used miniatures: ${named(miniature)}.`);
  const repeated = repeatedRuns(used);
  report(
    repeated,
    (count) =>
      `${count} counted more than once, with a submission file that is listed repeatedly: ${named(repeated)}.`,
  );
  return warnings;
}

function incompleteText({ first, last, missing }: NonNullable<Seeds["incomplete"]>): string {
  const lacks = listIds(missing);
  return first === last
    ? `Seed ${first} is incomplete and was skipped: it lacks ${lacks}.`
    : `Seeds ${first} to ${last} are incomplete and were skipped: seed ${first} lacks ${lacks}.`;
}

/** Runs with the same competition and submission file as an earlier one. */
function repeatedRuns(runs: readonly GradedRun[]): GradedRun[] {
  const seen = new Set<string>();
  return runs.filter(({ competitionId, submissionPath, submission_exists }) => {
    if (submissionPath === null || !submission_exists) return false;
    const key = `${competitionId}\n${submissionPath}`;
    const repeated = seen.has(key);
    seen.add(key);
    return repeated;
  });
}
