/** What is known of a submission's code; `not-checked` and `timed-out` say nothing about it. */
export type PlagiarismVerdict = "flagged" | "clear" | "too-short" | "not-checked" | "timed-out";

/** Why a submission is flagged. */
export type PlagiarismFlag =
  /** Dolos's similarity reaches the threshold, as in the paper. */
  | "similarity"
  /** Without boilerplate, most of a script is in a longer notebook, which similarity does not show. */
  | "containment";

/** Lines that two files share, from 1, both ends included. */
export interface SharedLines {
  agent: [first: number, last: number];
  notebook: [first: number, last: number];
  /** Fingerprints in a row. */
  kgrams: number;
}

/** A script of the agent and a notebook. Similarities and containments are 0 to 1. */
export interface PairReport {
  agent_file: string;
  notebook: string;
  similarity: number;
  /** Share of the script that is in the notebook too. */
  containment: number;
  /** The same without boilerplate. */
  filtered_similarity: number;
  filtered_containment: number;
  /** Longest run of shared fingerprints. */
  longest: number;
  /** Shared fingerprints, counted in both files. */
  overlap: number;
  agent_covered: number;
  notebook_covered: number;
  agent_total: number;
  notebook_total: number;
}

/** A pair with the lines that its files share; null if they repeat themselves too often to say. */
export interface DetailedPair extends PairReport {
  shared_lines: SharedLines[] | null;
}

export interface SubmissionReport {
  /** Line in the list of submissions. */
  line: number | null;
  competition_id: string;
  code_path: string | null;
  verdict: PlagiarismVerdict;
  flags: PlagiarismFlag[];
  /** Why it was not checked; null otherwise. */
  reason: string | null;
  /** Whether all code was compared with all notebooks. */
  is_complete: boolean;
  /** Highest over all pairs; null if nothing could be compared. */
  similarity: number | null;
  filtered_similarity: number | null;
  containment: number | null;
  filtered_containment: number | null;
  longest: number | null;
  files_found: number;
  files_compared: number;
  /** Files with equal contents are compared once. */
  files_duplicate: number;
  files_too_short: number;
  notebooks_compared: number;
  /** Files and notebooks that were not compared, and why; what was left out. */
  notes: string[];
  /** The most similar pairs. */
  pairs: DetailedPair[];
  /** Paths of what was written, in the output directory; null if nothing was compared. */
  reference_report: string | null;
  details: string | null;
  page: string | null;
  dolos_report: string | null;
}

/** The closest files of two submissions for the same competition. */
export interface AgentPairReport {
  competition_id: string;
  left_line: number | null;
  right_line: number | null;
  left_file: string;
  right_file: string;
  similarity: number;
  containment: number;
  longest: number;
  /** Whether the similarity reaches the threshold. Seeds of one agent often do. */
  is_similar: boolean;
}

export interface PlagiarismReport {
  created_at: string;
  threshold: number;
  kgram_length: number;
  kgrams_in_window: number;
  boilerplate_share: number;
  total_submissions: number;
  total_flagged: number;
  total_clear: number;
  total_too_short: number;
  total_not_checked: number;
  total_timed_out: number;
  /** Checked submissions with files or notebooks that could not be compared. */
  total_incomplete: number;
  submissions: SubmissionReport[];
  /** Pairs of submissions for the same competition, the most similar first. */
  agent_pairs: AgentPairReport[];
  /** Competitions with submissions that were not compared with each other, and why. */
  agent_problems: string[];
}
