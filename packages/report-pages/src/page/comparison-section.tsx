import {
  type AgentComparison,
  type ComparedMetric,
  comparedMetrics,
  type PairedDifference,
  type ReportData,
  reportMetricLabels,
  type SeparatingCompetition,
} from "@mlebench/reports";
import type { VNode } from "preact";
import { mainSplit, splitsWithRuns } from "../plots/main-split.js";
import { fixed, plural, pValue, signed, unknown } from "./numbers.js";
import { AgentName, type Column, DataTable, Notes, Section } from "./parts.js";
import { decimals } from "./summary-section.js";

/** Pairs of agents, on the competitions that both have runs of. */
export function ComparisonSection({ data }: { data: ReportData }): VNode | null {
  if (data.comparisons.length === 0) return null;
  const main = mainSplit(data)?.name;
  const shown = data.comparisons.filter(({ split }) => split === main);
  const pairs = shown.length > 0 ? shown : data.comparisons;
  const shownSplits = new Set(splitsWithRuns(data).map(({ name }) => name));
  const rest = data.comparisons.filter((pair) => !pairs.includes(pair) && shownSplits.has(pair.split));
  return (
    <Section id="comparison" title="Comparison of agents">
      <p>
        Differences are A − B over pairs of competitions, each the mean over its seeds. The 95% interval is a
        percentile bootstrap over competitions. p is that of the two-sided exact sign test, without ties and
        without correction for the number of comparisons.
      </p>
      <DataTable
        id="comparison-table"
        label="comparisons of agents"
        columns={comparisonColumns(data)}
        rows={pairs}
      />
      {pairs.map((pair) => (
        <PairDetails data={data} pair={pair} open={pairs.length === 1} />
      ))}
      {rest.length > 0 && (
        <details>
          <summary>Other splits</summary>
          <DataTable
            id="comparison-other-table"
            label="comparisons of agents on other splits"
            columns={comparisonColumns(data)}
            rows={rest}
          />
        </details>
      )}
    </Section>
  );
}

const indexOf = (data: ReportData, agent: string): number =>
  data.agents.findIndex(({ label }) => label === agent);

function comparisonColumns(data: ReportData): Column<AgentComparison>[] {
  const name = (agent: string) => <AgentName name={agent} index={indexOf(data, agent)} />;
  return [
    { header: "A", cell: ({ a }) => name(a), value: ({ a }) => a },
    { header: "B", cell: ({ b }) => name(b), value: ({ b }) => b },
    { header: "Split", kind: "word", cell: ({ split }) => split },
    { header: "Competitions", kind: "number", cell: ({ competitions }) => competitions },
    ...comparedMetrics.flatMap((metric): Column<AgentComparison>[] => [
      {
        header: `${shortName(metric)}: A − B [95%]`,
        kind: "number",
        cell: ({ overCompetitions }) => difference(overCompetitions[metric], metric),
        value: ({ overCompetitions }) => overCompetitions[metric]?.difference ?? null,
      },
      {
        header: "better in A / B",
        kind: "number",
        cell: ({ overCompetitions }) => betterCounts(overCompetitions[metric]),
        value: ({ overCompetitions }) => overCompetitions[metric]?.aBetter ?? null,
      },
      {
        header: "p",
        kind: "number",
        cell: ({ overCompetitions }) => {
          const paired = overCompetitions[metric];
          return paired === null ? unknown : pValue(paired.signTestP);
        },
        value: ({ overCompetitions }) => overCompetitions[metric]?.signTestP ?? null,
      },
    ]),
  ];
}

const shortName = (metric: ComparedMetric): string =>
  metric === "percentile" ? "Percentile" : reportMetricLabels[metric].label;

/** `+4.5 [-1.2, 10.3]`. */
export function difference(paired: PairedDifference | null, metric: ComparedMetric): string {
  if (paired === null) return unknown;
  const digits = decimals(metric);
  const { ciLower, ciUpper } = paired;
  const interval =
    ciLower === null || ciUpper === null ? "" : ` [${fixed(ciLower, digits)}, ${fixed(ciUpper, digits)}]`;
  return `${signed(paired.difference, digits)}${interval}`;
}

/** `5 / 2, 15 ties`. */
export function betterCounts(paired: PairedDifference | null): string {
  return paired === null ? unknown : `${paired.aBetter} / ${paired.bBetter}, ${paired.ties} equal`;
}

function PairDetails(props: { data: ReportData; pair: AgentComparison; open: boolean }): VNode {
  const { data, pair, open } = props;
  const { a, b, separating, onlyA, onlyB, caveats } = pair;
  const notes = [
    ...caveats,
    ...(onlyA.length > 0
      ? [`Only A has runs of ${plural(onlyA.length, "competition")}: ${onlyA.join(", ")}.`]
      : []),
    ...(onlyB.length > 0
      ? [`Only B has runs of ${plural(onlyB.length, "competition")}: ${onlyB.join(", ")}.`]
      : []),
  ];
  return (
    <details class="card" open={open}>
      <summary>
        {a} against {b}: {plural(separating.length, "competition")} with a difference
      </summary>
      <Notes notes={notes} />
      {pair.overRuns.anyMedal !== null && (
        <p>
          Run by run, seed with seed: any medal {difference(pair.overRuns.anyMedal, "anyMedal")} points,{" "}
          {betterCounts(pair.overRuns.anyMedal)}, p {pValue(pair.overRuns.anyMedal.signTestP)}.
        </p>
      )}
      {separating.length > 0 && (
        <DataTable
          id={`pair-${indexOf(data, a)}-${indexOf(data, b)}`}
          label={`competitions that separate ${a} and ${b}`}
          columns={separatingColumns}
          rows={separating.slice(0, mostSeparating)}
        />
      )}
      {separating.length > mostSeparating && (
        <p class="muted">And {separating.length - mostSeparating} more.</p>
      )}
    </details>
  );
}

const mostSeparating = 12;

const separatingColumns: Column<SeparatingCompetition>[] = [
  { header: "Competition", kind: "word", cell: ({ competitionId }) => competitionId },
  ...comparedMetrics.flatMap((metric): Column<SeparatingCompetition>[] => [
    {
      header: `${shortName(metric)} A`,
      kind: "number",
      cell: ({ a }) => fixed(a[metric], decimals(metric)),
    },
    { header: "B", kind: "number", cell: ({ b }) => fixed(b[metric], decimals(metric)) },
  ]),
  {
    header: "All runs better",
    cell: ({ winner }) => (winner === null ? unknown : winner.toUpperCase()),
  },
];
