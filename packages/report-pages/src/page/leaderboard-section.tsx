import type { LeaderboardRow, PublishedScore, ReportData } from "@mlebench/reports";
import type { VNode } from "preact";
import { leaderboardPlot, rankedRows } from "../plots/leaderboard-plot.js";
import { fixed, unknown } from "./numbers.js";
import { type Column, DataTable, Plots, Section, Source } from "./parts.js";

/** The agents among published results, with what is not comparable beside each row. */
export function LeaderboardSection({ data }: { data: ReportData }): VNode | null {
  const { rows, publishedAsOf, source } = data.leaderboard;
  if (rows.length === 0) return null;
  return (
    <Section id="leaderboard" title="Against the published leaderboard">
      <p>
        Any medal in %, mean ± standard error over seeds. Published rows are as of {publishedAsOf}:{" "}
        <Source source={source} />. Rows of this report are highlighted. Setups differ: read the last column
        before comparing.
      </p>
      <DataTable
        id="leaderboard-table"
        label="published and own results"
        columns={columns}
        rows={rankedRows(data)}
        tall
        rowClass={({ origin }) => (origin === "local" ? "local" : undefined)}
      />
      <Plots plots={[leaderboardPlot(data)]} />
    </Section>
  );
}

const columns: Column<LeaderboardRow>[] = [
  { header: "Agent", kind: "text", cell: ({ agent }) => agent },
  { header: "Models", cell: ({ models }) => models },
  ...(["all", "low", "medium", "high"] as const).map(
    (split): Column<LeaderboardRow> => ({
      header: { all: "All", low: "Low", medium: "Medium", high: "High" }[split],
      kind: "number",
      cell: (row) => published(row[split]),
      value: (row) => row[split]?.mean ?? null,
    }),
  ),
  {
    header: "Percentile",
    kind: "number",
    cell: (row) => published(row.percentile),
    value: (row) => row.percentile?.mean ?? null,
  },
  { header: "Hours", kind: "number", cell: ({ hours }) => (hours === null ? unknown : String(hours)) },
  { header: "Date", kind: "word", cell: ({ date }) => date?.slice(0, 10) ?? unknown },
  { header: "Not comparable", kind: "text", cell: ({ caveats }) => caveats.join(" ") || unknown },
];

/** Mean and standard error of a row of the leaderboard. */
export function published(score: PublishedScore | null): string {
  return score === null ? unknown : `${fixed(score.mean)} ± ${fixed(score.standardError)}`;
}
