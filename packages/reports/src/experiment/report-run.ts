import type { Medal } from "@mlebench/core";
import type { CompetitionContext } from "./competition-context.js";

/** What a run could use of a machine; null where it is not known. */
export interface RunHardware {
  cpus: number | null;
  memoryBytes: number | null;
  /** Names of the GPUs; empty for none, null where it is not known. */
  gpus: readonly string[] | null;
}

/** Tokens of all models of a run. */
export interface RunTokens {
  input: number;
  output: number;
}

/** A submission that a run had for some time, and what it is worth. */
export interface RunSnapshot {
  /** From the agent's start until it was first seen. */
  seconds: number;
  score: number | null;
  medal: Medal | null;
  aboveMedian: boolean;
  /** Null if it was not kept, or could not be graded. */
  valid: boolean | null;
  percentile: number | null;
}

/** One run of an agent on a competition, as far as it is known: reports alone say nothing of time and cost. */
export interface ReportRun {
  /** Label of the agent. */
  agent: string;
  competitionId: string;
  /** From 1, in each competition of an agent. */
  seed: number;
  /** ID of the run in its run group; null for a run that only a grading report lists. */
  runId: string | null;
  /** Name of the run group, or of the grading report. */
  source: string;

  /** False if no report is about the run; it then counts as a run without a submission. */
  graded: boolean;
  /** Of our grader; null for a run that was not graded, and in reports of the Python reference. */
  verdict: string | null;
  submitted: boolean;
  valid: boolean;
  aboveMedian: boolean;
  gold: boolean;
  silver: boolean;
  bronze: boolean;
  medal: Medal | null;
  /** Null without a score; may be infinite. */
  score: number | null;
  /** Percentage of the human leaderboard that the score beats or equals; null without a score or a leaderboard. */
  percentile: number | null;
  /** 0 is the sample submission's score, 1 the gold threshold; null without a score, or if one of the two is unknown. */
  normalized: number | null;
  /** Why there is no score. */
  submissionError: string | null;

  /** As the runner recorded it, such as "timed out"; null if only a grading report is known, as what follows. */
  status: string | null;
  /** One sentence on how the run ended, if the status does not say all. */
  reason: string | null;
  /** Kind of the limit that ended the run, such as "time". */
  limit: string | null;
  exitCode: number | null;
  hours: number | null;
  limitHours: number | null;
  /** In US dollars. */
  cost: number | null;
  tokens: RunTokens | null;
  /** Model calls. */
  turns: number | null;
  validations: number | null;
  hardware: RunHardware | null;
  /**
   * The best validation score that the agent measured itself, in the competition's metric as far as it got that right;
   * null if it recorded none. Only of agents that write nodes of a search into their transcripts.
   */
  validationScore?: number | null;
  /** Its submissions in order of time, from `mlebench grade-over-time`; null if that has not graded them. */
  snapshots: readonly RunSnapshot[] | null;
  /** The last lines of the log of a run that has no score. */
  logEnd: readonly string[];

  dataKind: "real" | "miniature" | null;
  /** Whether the data that graded were as published: "verified", "differs", and others; null if unknown. */
  dataVerification: string | null;
  /** Name of the competition's variant; null for the benchmark's own. */
  variant: string | null;
  /** Version of mlebench that graded. */
  version: string | null;
}

/** What is known of a run group's setup. */
export interface RunGroupSetup {
  runGroup: string;
  createdAt: string | null;
  agentId: string | null;
  model: string | null;
  backend: string | null;
  image: string | null;
  workers: number | null;
  limitHours: number | null;
  /** Whether agents got the obfuscated descriptions. */
  obfuscated: boolean | null;
  /** As recorded: versions of mlebench, Node.js, and the backend. */
  versions: Readonly<Record<string, unknown>>;
  /** Of the machine. */
  machine: string | null;
}

/** The runs of one agent, and what they ran on. */
export interface Experiment {
  /** Label of the agent. */
  agent: string;
  /** Paths of the run groups and grading reports that were read. */
  sources: readonly string[];
  runs: readonly ReportRun[];
  setups: readonly RunGroupSetup[];
  /** What is known of the competitions of its runs. */
  competitions: readonly CompetitionContext[];
  /** What could not be read or used, in sentences. */
  warnings: readonly string[];
}
