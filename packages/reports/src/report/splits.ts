import { readSplit } from "@mlebench/core";
import type { ReportSplit } from "./report-data.js";

const benchmarkSplits = [
  ["low", "Low (Lite)", "low"],
  ["medium", "Medium", "medium"],
  ["high", "High", "high"],
  ["all", "All", "split75"],
] as const;

/** The benchmark's splits, further ones, and the competitions that were run and are in none of them. */
export function reportSplits(
  competitions: readonly string[],
  further: Readonly<Record<string, readonly string[]>> = {},
): ReportSplit[] {
  const splits: ReportSplit[] = benchmarkSplits.map(([name, label, split]) => ({
    name,
    label,
    competitions: readSplit(split),
  }));
  for (const [name, ids] of Object.entries(further)) splits.push({ name, label: name, competitions: ids });
  const inSplits = new Set(splits.flatMap((split) => split.competitions));
  const other = [...new Set(competitions)].filter((id) => !inSplits.has(id)).sort();
  return other.length === 0 ? splits : [...splits, { name: "other", label: "Other", competitions: other }];
}

/** "low", "medium", or "high"; null for a competition outside the benchmark's 75. */
export function complexityOf(id: string): string | null {
  return ["low", "medium", "high"].find((name) => readSplit(name).includes(id)) ?? null;
}
