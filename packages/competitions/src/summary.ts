import type { KnownIssue } from "@mlebench/core";

/** What listing shows of a competition, known without importing it. */
export interface CompetitionSummary {
  id: string;
  /** Name of the npm package that holds it. */
  package: string;
  name: string;
  metric: string;
  lowerIsBetter: boolean;
  splits: readonly string[];
  category: string | null;
  sizeGB: number | null;
  knownIssues: readonly KnownIssue[];
}
