import {
  type Competition,
  type KnownIssue,
  type MedalThresholds,
  percentile,
  readLeaderboard,
} from "@mlebench/core";

/** What is known of a competition besides runs. */
export interface CompetitionContext {
  id: string;
  name: string;
  metric: string | null;
  category: string | null;
  lowerIsBetter: boolean;
  thresholds: MedalThresholds | null;
  sampleSubmissionScore: number | null;
  knownIssues: readonly KnownIssue[];
  /** Scores of the human leaderboard, best first; null where it is not known. */
  board: ArrayLike<number> | null;
}

/**
 * What reports need of a competition.
 * @throws UserError if its leaderboard cannot be read
 */
export function competitionContext(competition: Competition): CompetitionContext {
  const { id, name, metric, category, lowerIsBetter, medals, sampleSubmissionScore, knownIssues } =
    competition.facts;
  return {
    id,
    name,
    metric,
    category,
    lowerIsBetter,
    thresholds: medals,
    sampleSubmissionScore,
    knownIssues,
    board: readLeaderboard(competition) ?? null,
  };
}

/** What a grading report says of a competition that is not known otherwise. */
export function contextFromReport(id: string, line: Readonly<Record<string, unknown>>): CompetitionContext {
  const number = (key: string): number =>
    typeof line[key] === "number" ? (line[key] as number) : Number.NaN;
  const thresholds = {
    gold: number("gold_threshold"),
    silver: number("silver_threshold"),
    bronze: number("bronze_threshold"),
    median: number("median_threshold"),
  };
  const { metric, is_lower_better: lowerIsBetter } = line;
  return {
    id,
    name: id,
    metric: typeof metric === "string" ? metric : null,
    category: null,
    lowerIsBetter: lowerIsBetter === true,
    thresholds: Object.values(thresholds).some(Number.isNaN) ? null : thresholds,
    sampleSubmissionScore: null,
    knownIssues: [],
    board: null,
  };
}

/** Percentage of the human leaderboard that a score beats or equals; null if one of the two is not known. */
export function percentileOf(score: number | null, context: CompetitionContext): number | null {
  const { board, lowerIsBetter } = context;
  return score === null || board === null ? null : percentile(score, board, lowerIsBetter);
}

/**
 * A score on the scale from the sample submission (0) to the gold threshold (1), without bounds; null where the scale is
 * not known, or has no length.
 */
export function normalizedScore(
  score: number | null,
  {
    sampleSubmissionScore: sample,
    thresholds,
  }: Pick<CompetitionContext, "sampleSubmissionScore" | "thresholds">,
): number | null {
  if (score === null || sample === null || thresholds === null) return null;
  const range = thresholds.gold - sample;
  const normalized = (score - sample) / range;
  return range === 0 || Number.isNaN(normalized) ? null : normalized;
}
