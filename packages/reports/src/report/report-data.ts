import type { KnownIssue, MedalThresholds } from "@mlebench/core";
import type { ReportRun, RunGroupSetup } from "../experiment/report-run.js";
import type { LeaderboardData } from "./leaderboard-data.js";

/** A number with its uncertainty, over seeds or competitions. */
export interface Estimate {
  mean: number;
  /** Sample standard deviation (n − 1 in the denominator) by the square root of n; 0 for a single value. */
  standardError: number;
  /** 95 % confidence interval: mean ∓ 1.96 × standard error. */
  ciLower: number;
  ciUpper: number;
  /** How many values were averaged. */
  n: number;
}

/** Names of metrics, in the order in which they are shown. */
export const reportMetrics = [
  "anyMedal",
  "percentile",
  "normalized",
  "gold",
  "silver",
  "bronze",
  "aboveMedian",
  "valid",
  "submitted",
] as const;

/**
 * A metric. All are percentages but `normalized`, which is 0 for the sample submission and 1 for the gold threshold.
 * `percentile` and `normalized` are means over competitions, in which a run without a score counts as 0; a normalized
 * score below 0 counts as 0 and above 1 as 1, since scores have no bound in common. `gold`, `silver`, and `bronze` count
 * a run's best medal only.
 */
export type ReportMetric = (typeof reportMetrics)[number];

/** What each metric is called and measured in. */
export const reportMetricLabels: Readonly<Record<ReportMetric, { label: string; unit: "%" | "" }>> = {
  anyMedal: { label: "Any medal", unit: "%" },
  percentile: { label: "Percentile on the human leaderboard", unit: "%" },
  normalized: { label: "Normalized score", unit: "" },
  gold: { label: "Gold", unit: "%" },
  silver: { label: "Silver", unit: "%" },
  bronze: { label: "Bronze", unit: "%" },
  aboveMedian: { label: "Above median", unit: "%" },
  valid: { label: "Valid submission", unit: "%" },
  submitted: { label: "Submitted", unit: "%" },
};

/** A part of the competitions. */
export interface ReportSplit {
  /** "low", "medium", "high", "all", "other", or the name of a further one. */
  name: string;
  /** For people, such as "Low (Lite)". */
  label: string;
  competitions: readonly string[];
}

/** A step from submitting something to a gold medal; each is reached by those that reach the next. */
export interface LadderStep {
  step: "runs" | "submitted" | "valid" | "above median" | "bronze" | "silver" | "gold";
  runs: number;
  /** Of all runs. */
  percentage: number;
}

/** Chance that the best of k runs of a competition has a medal, averaged over competitions. */
export interface PassAtK {
  k: number;
  /** In percent, by the unbiased estimator 1 − C(n − c, k) / C(n, k). */
  value: number;
  /** True for k ≤ n / 2: beyond, the estimate varies too much to be plotted. */
  isStable: boolean;
}

/** An agent on a split. */
export interface AgentSplit {
  agent: string;
  split: string;
  /** Competitions of the split that the agent has runs of, out of `ReportSplit.competitions`. */
  competitions: number;
  competitionsInSplit: number;
  /** Whether every competition of the split has been run or padded: else the numbers are of another, smaller set. */
  isComplete: boolean;
  /** Seeds that are averaged. */
  seeds: number;
  /** Runs that are averaged, without the padded ones. */
  runs: number;
  /** Missing runs that count as failed. */
  paddedRuns: number;
  /** Numbers of the seeds that hold padded runs. */
  paddedSeeds: readonly number[];
  /** Runs beyond the last complete seed, which are not averaged. */
  skippedRuns: number;
  /** Mean over seeds; null if there is no run, or nothing to compute it from. */
  metrics: Readonly<Record<ReportMetric, Estimate | null>>;
  /** One value per seed, in their order, for each metric. */
  perSeed: Readonly<Record<ReportMetric, readonly (number | null)[]>>;
  passAtK: readonly PassAtK[];
  ladder: readonly LadderStep[];
}

/** Metrics in which agents are compared. */
export const comparedMetrics = ["anyMedal", "percentile", "normalized"] as const;

export type ComparedMetric = (typeof comparedMetrics)[number];

/** Paired differences a − b. */
export interface PairedDifference {
  /** Means over what is paired. */
  a: number;
  b: number;
  difference: number;
  /** 95 % interval of the difference by the percentile bootstrap; null for fewer than two pairs. */
  ciLower: number | null;
  ciUpper: number | null;
  /** Pairs in which a is better, b is better, and neither. */
  aBetter: number;
  bBetter: number;
  ties: number;
  /** Two-sided, of the exact sign test, without ties; 1 if there are only ties. */
  signTestP: number;
  /** Number of pairs. */
  n: number;
}

/** One competition in which two agents are compared. */
export interface SeparatingCompetition {
  competitionId: string;
  /** Means over seeds. */
  a: Readonly<Record<ComparedMetric, number | null>>;
  b: Readonly<Record<ComparedMetric, number | null>>;
  /** Percentage points; null where one of the two is unknown. */
  difference: Readonly<Record<ComparedMetric, number | null>>;
  /** The agent with every run better than each of the other's, by score; null if there is none, or one has a single run. */
  winner: "a" | "b" | null;
}

/** Two agents on the competitions that both have runs of. */
export interface AgentComparison {
  a: string;
  b: string;
  split: string;
  competitions: number;
  /** Competitions that only one of them has runs of. */
  onlyA: readonly string[];
  onlyB: readonly string[];
  /** A pair is a competition: the means over its seeds. */
  overCompetitions: Readonly<Record<ComparedMetric, PairedDifference | null>>;
  /** A pair is a run of each, on the same competition with the same seed number. */
  overRuns: Readonly<Record<ComparedMetric, PairedDifference | null>>;
  /** Where they differ most comes first, in medals, then in percentiles. Competitions without any difference are left out. */
  separating: readonly SeparatingCompetition[];
  /** What keeps the two from being comparable, in sentences. */
  caveats: readonly string[];
}

/** A bar of a histogram: from `from` (inclusive) to `to` (exclusive, in the last inclusive). */
export interface HistogramBin {
  from: number;
  to: number;
  count: number;
}

/** The human leaderboard of a competition. */
export interface BoardSummary {
  teams: number;
  best: number;
  worst: number;
  /** Bars of equal width over all but the worst 5 % of teams, since their scores may lie anywhere. */
  bins: readonly HistogramBin[];
  /** Teams with scores beyond the bars. */
  beyond: number;
  /** Scores at percentiles 0, 1, … 100, worst first: what share of teams a score beats can be read off. */
  quantiles: readonly number[];
}

/** An agent on one competition. */
export interface CompetitionAgent {
  agent: string;
  runs: number;
  /** Share of its runs with any medal, in percent. */
  anyMedal: number;
  /** Mean over its runs; null if unknown. */
  percentile: number | null;
  normalized: number | null;
  /** Scores by seed; null without one. */
  scores: readonly (number | null)[];
  bestScore: number | null;
}

/** A competition and what agents reached in it. */
export interface ReportCompetition {
  id: string;
  name: string;
  metric: string | null;
  category: string | null;
  lowerIsBetter: boolean;
  /** "low", "medium", or "high"; null outside the benchmark's 75. */
  complexity: string | null;
  splits: readonly string[];
  thresholds: MedalThresholds | null;
  sampleSubmissionScore: number | null;
  /** Null for a competition without a known leaderboard. */
  board: BoardSummary | null;
  knownIssues: readonly KnownIssue[];
  /** In the order of `ReportData.agents`. */
  agents: readonly CompetitionAgent[];
}

/** A run that has no score, and why. */
export interface ReportFailure {
  agent: string;
  competitionId: string;
  seed: number;
  runId: string | null;
  /** How far it came: "no submission", "invalid submission", "not graded", or "grader error". */
  kind: "no submission" | "invalid submission" | "not graded" | "grader error";
  status: string | null;
  /** One sentence. */
  reason: string | null;
  logEnd: readonly string[];
}

/** Something that an audit found about a run. */
export interface AuditFinding {
  audit: "rule-violations" | "plagiarism";
  agent: string | null;
  competitionId: string;
  runId: string | null;
  /** Rule or kind, such as "literal-answers". */
  rule: string;
  severity: string | null;
  isFlagged: boolean;
  file: string | null;
  line: number | null;
  message: string;
}

/** How similar a run's code is to public notebooks, as the plagiarism audit measured it. */
export interface RunSimilarity {
  agent: string | null;
  runId: string | null;
  competitionId: string;
  /** Highest over all pairs of files, 0 to 1. */
  similarity: number;
}

/** How familiar a base model is with a competition's texts, as the familiarity audit measured it. */
export interface CompetitionFamiliarity {
  competitionId: string;
  /** Mean over documents and seeds. */
  familiarity: number;
  /** When the competition ended, as Meta Kaggle writes it: `07/20/2023 23:59:00`; null if unknown. */
  deadline: string | null;
}

/** What an agent's runs used. Sums are over the runs of which the quantity is known. */
export interface AgentCosts {
  agent: string;
  runs: number;
  hours: number | null;
  /** Mean over runs. */
  hoursPerRun: number | null;
  cost: number | null;
  costPerRun: number | null;
  /** US dollars for each medal; null without either. */
  costPerMedal: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  turns: number | null;
  medals: number;
}

/** A point where a run's setup can differ from the benchmark's canonical one. */
export type DeviationKind =
  | "seeds"
  | "hours"
  | "cpus"
  | "memory"
  | "gpu"
  | "competitions"
  | "data"
  | "variant"
  | "descriptions"
  | "padding";

/** One line of the manifest: a point of the setup, and whether it is canonical. */
export interface ManifestEntry {
  kind: DeviationKind;
  label: string;
  /** The canonical value, for people. */
  canonical: string;
  /** What the agent had; "unknown" where nothing is recorded. */
  actual: string;
  /** Null where it is not known. */
  deviates: boolean | null;
}

/** How an agent's runs were made, against the benchmark's canonical setup. */
export interface AgentManifest {
  agent: string;
  entries: readonly ManifestEntry[];
  setups: readonly RunGroupSetup[];
}

/** An agent of the report. */
export interface ReportAgent {
  label: string;
  sources: readonly string[];
  runs: number;
  competitions: number;
}

/**
 * Everything that a page, a table, or a plot of runs needs; it can be written as JSON. Infinite scores must be written
 * with `stringifyReport` of `@mlebench/core`.
 */
export interface ReportData {
  version: 1;
  title: string;
  /** ISO 8601. */
  createdAt: string;
  mlebenchVersion: string;
  agents: readonly ReportAgent[];
  splits: readonly ReportSplit[];
  /** One for each agent and split, by agent, then split. */
  summaries: readonly AgentSplit[];
  /** One for each pair of agents and each split, in which both have runs of the same competitions. */
  comparisons: readonly AgentComparison[];
  competitions: readonly ReportCompetition[];
  /** By agent, competition, and seed. */
  runs: readonly ReportRun[];
  /** Any medal at hour h, from submissions that were kept and graded; empty if there are none. */
  medalsByHour: readonly MedalsAtHour[];
  failures: readonly ReportFailure[];
  audits: readonly AuditFinding[];
  similarities: readonly RunSimilarity[];
  familiarity: readonly CompetitionFamiliarity[];
  costs: readonly AgentCosts[];
  manifest: readonly AgentManifest[];
  leaderboard: LeaderboardData;
  /** What a reader of the numbers should know, in sentences. */
  warnings: readonly string[];
}

/** How many of an agent's runs had earned a medal at a time. */
export interface MedalsAtHour {
  agent: string;
  hour: number;
  /** In percent of its runs with graded snapshots. */
  anyMedal: number;
  runs: number;
}
