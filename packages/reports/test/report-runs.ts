import { notRecorded } from "../src/experiment/make-run.js";
import type { ReportRun } from "../src/index.js";

/** A run that made a valid submission without a medal, with changes. */
export function reportRun(changes: Partial<ReportRun> = {}): ReportRun {
  return {
    ...notRecorded,
    agent: "a",
    competitionId: "leaf-classification",
    seed: 1,
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
