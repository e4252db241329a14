import type { ReportData } from "@mlebench/reports";
import type { Plot } from "../plot/plot.js";
import { type RowDot, rowDots } from "../plot/row-dots.js";

const splits = ["all", "low", "medium", "high"] as const;

/** The agents of a report among those of the published leaderboard, on the split that most of them have numbers of. */
export function leaderboardPlot(data: ReportData): Plot | undefined {
  const { rows, publishedAsOf } = data.leaderboard;
  const local = rows.filter(({ origin }) => origin === "local");
  const [split] = splits
    .map((name) => ({ name, known: local.filter((row) => row[name] !== null).length }))
    .sort((a, b) => b.known - a.known);
  if (split === undefined || split.known === 0) return undefined;
  const { name } = split;
  const ranked = rows
    .flatMap((row) => {
      const score = row[name];
      return score === null ? [] : [{ row, score }];
    })
    .sort((a, b) => b.score.mean - a.score.mean);
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
