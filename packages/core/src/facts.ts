/**
 * Scores at which a medal begins, and the median of the human leaderboard, none of them rounded: the median of an even
 * number of teams lies between two scores.
 */
export interface MedalThresholds {
  gold: number;
  silver: number;
  bronze: number;
  median: number;
}

/** Something known to be wrong with a competition's data or grading, kept for comparability. */
export interface KnownIssue {
  /** One sentence for a person. */
  summary: string;
  /** Where it was reported: a link or the name of a document. */
  source: string;
}

/**
 * How the reference's grader types its score, which decides how five-decimal rounding treats ties: a Python
 * `float` rounds half to even on the exact binary value, a NumPy `float64` scales, rounds and scales back.
 */
export type ScoreType = "float" | "float64";

/** MD5 by file name directly under `prepared/public` and `prepared/private`, and of Kaggle's zip. */
export interface Checksums {
  public: Readonly<Record<string, string>>;
  private: Readonly<Record<string, string>>;
  zip: string | null;
  /**
   * Digest of what a Parquet file holds, by path such as "public/train.parquet": its MD5 depends on the program that
   * wrote it. Absent where none has been recorded.
   */
  contents?: Readonly<Record<string, string>>;
}

/**
 * A raw file that Kaggle does not have, such as labels published after the competition. It is downloaded beside the
 * archive, as `<data-dir>/ID/<name>`, where a person can also put it, and is among the raw files when `prepare` runs. It
 * is never part of the public data.
 */
export interface ExtraRawFile {
  /** Filename, without a directory. */
  name: string;
  /** Its address: https, or http to this machine. */
  url: string;
  /** MD5 in lower-case hexadecimal, if it has been published. */
  md5?: string;
}

/** Facts of a competition, as in its `facts/competition.json`. Paths are relative to `prepared/`. */
export interface CompetitionFacts {
  /** Kaggle's slug; also the folder's name and the last part of the package's. */
  id: string;
  name: string;
  /** Kaggle's kind of competition: "simple" takes a CSV, "code" took a notebook. */
  type: "simple" | "code";
  awardsMedals: boolean;
  metric: string;
  lowerIsBetter: boolean;
  scoreType: ScoreType;
  answers: string;
  sampleSubmission: string;
  goldSubmission: string;
  splits: readonly string[];
  category: string | null;
  sizeGB: number | null;
  medals: MedalThresholds;
  /** What the reference gives the sample submission on the real data; null when that is not a number. */
  sampleSubmissionScore: number | null;
  knownIssues: readonly KnownIssue[];
  /** Obstacles for a new Kaggle account that downloads the data; absent if none are known. */
  accessNote?: KnownIssue;
  /** Raw files that Kaggle does not have; absent if there are none. */
  extraRawFiles?: readonly ExtraRawFile[];
}
