import type { LeaderboardRow, ReportData } from "@mlebench/reports";
import type { Plot } from "../plot/plot.js";
import { type RowDot, rowDots } from "../plot/row-dots.js";

const splits = ["all", "low", "medium", "high"] as const;

/** The split that most agents of the report have numbers of, the larger one first; undefined if none has. */
export function leaderboardSplit({ leaderboard }: ReportData): (typeof splits)[number] | undefined {
  const local = leaderboard.rows.filter(({ origin }) => origin === "local");
  const known = (name: (typeof splits)[number]): number => local.filter((row) => row[name] !== null).length;
  const best = splits.reduce((first, name) => (known(name) > known(first) ? name : first));
  return known(best) > 0 ? best : undefined;
}

/** Rows of the leaderboard by a split, best first; those without a number of it come last. */
export function rankedRows(data: ReportData): LeaderboardRow[] {
  const name = leaderboardSplit(data);
  if (name === undefined) return [...data.leaderboard.rows];
  return [...data.leaderboard.rows].sort((a, b) => (b[name]?.mean ?? -1) - (a[name]?.mean ?? -1));
}

/** The agents of a report among those of the published leaderboard. */
export function leaderboardPlot(data: ReportData): Plot | undefined {
  const name = leaderboardSplit(data);
  if (name === undefined) return undefined;
  const { publishedAsOf } = data.leaderboard;
  const ranked = rankedRows(data).flatMap((row) => {
    const score = row[name];
    return score === null ? [] : [{ row, score }];
  });
  return rowDots({
    name: "published-leaderboard",
    title: `Among published results, ${name === "all" ? "all competitions" : `split ${name}`}`,
    note: `Published as of ${publishedAsOf}. Bars are one standard error. Time limits, hardware, and data access differ: see the table.`,
    series: ["published", "this report"],
    rowName: "agent",
    rows: ranked.map(({ row, score }) => {
      const { mean, standardError } = score;
      const dot: RowDot = {
        series: row.origin === "local" ? 1 : 0,
        value: mean,
        low: mean - standardError,
        high: mean + standardError,
      };
      return { label: row.knownLeakage ? `${row.agent} (leakage)` : row.agent, dots: [dot] };
    }),
    domain: [0, 100],
    xLabel: "any medal (%)",
  });
}
