/** An estimate as published: percentages in two decimals. */
export interface PublishedScore {
  mean: number;
  standardError: number;
  /** As published, with all digits; of one seed, without an error. */
  text: string;
}

/** A row of the leaderboard: published, or an agent of this report. */
export interface LeaderboardRow {
  origin: "published" | "local";
  agent: string;
  models: string;
  /** Any medal, in percent. */
  low: PublishedScore | null;
  medium: PublishedScore | null;
  high: PublishedScore | null;
  all: PublishedScore | null;
  /** Mean percentile on the human leaderboards, all competitions; null for published rows, which do not have it. */
  percentile: PublishedScore | null;
  hours: number | null;
  /** Such as "24 vCPUs, 220 GB, 1 × A100". */
  hardware: string | null;
  /** ISO 8601; null for a local one without a date. */
  date: string | null;
  /** The authors say that the agent uses leaked labels. */
  knownLeakage: boolean;
  sourceAvailable: boolean;
  /** Incomplete seeds were padded with failed runs. */
  padded: boolean;
  /** Where the row is from. */
  source: string;
  /** What of the row is not comparable with the canonical setup, in sentences. */
  caveats: readonly string[];
}

/** The published leaderboard with the agents of this report placed into it, best first. */
export interface LeaderboardData {
  /** When the published rows were taken. */
  publishedAsOf: string;
  source: string;
  sort: LeaderboardKey;
  rows: readonly LeaderboardRow[];
}

/** What the leaderboard can be sorted by. */
export const leaderboardKeys = [
  "all",
  "low",
  "medium",
  "high",
  "percentile",
  "hours",
  "date",
  "agent",
] as const;

export type LeaderboardKey = (typeof leaderboardKeys)[number];
