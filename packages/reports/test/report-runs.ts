import type { ReportRun } from "../src/index.js";

/** A run that made a valid submission without a medal, with changes. */
export function reportRun(changes: Partial<ReportRun> = {}): ReportRun {
  return {
    agent: "a",
    competitionId: "leaf-classification",
    seed: 1,
    runId: null,
    source: "report.json",
    graded: true,
    verdict: null,
    submitted: true,
    valid: true,
    aboveMedian: false,
    gold: false,
    silver: false,
    bronze: false,
    medal: null,
    score: 0.5,
    percentile: null,
    normalized: null,
    submissionError: null,
    status: null,
    reason: null,
    limit: null,
    exitCode: null,
    hours: null,
    limitHours: null,
    cost: null,
    tokens: null,
    turns: null,
    validations: null,
    hardware: null,
    snapshots: null,
    logEnd: [],
    dataKind: null,
    dataVerification: null,
    variant: null,
    version: null,
    ...changes,
  };
}

/** A run with a bronze medal. */
export const bronze = { medal: "bronze", bronze: true, aboveMedian: true } as const;

/** A run without a submission. */
export const nothing = { submitted: false, valid: false, score: null } as const;
