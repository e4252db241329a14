import { csvLine, stringifyReport, UsageError } from "@mlebench/core";
import type { CompetitionAggregate, SeedAggregate } from "./aggregate-reports.js";
import { type MetricName, type MetricSummaries, metricNames } from "./metrics.js";
import type { MetricSummary } from "./statistics/summarize.js";
import { latexTable, markdownTable, type Table, textTable } from "./tables.js";

/** Forms that averages can be written in. */
export const aggregateFormats = ["text", "json", "csv", "markdown", "latex"] as const;

export type AggregateFormat = (typeof aggregateFormats)[number];

/**
 * Averages for people or programs; the text ends without a line feed. JSON is the value itself; CSV has one line per
 * part and metric in full precision; the others show percentages with two decimals, as mean ± standard error. LaTeX
 * needs the package booktabs.
 * @throws UsageError for an unknown format
 */
export function formatAggregate(aggregate: SeedAggregate, format: AggregateFormat): string {
  switch (format) {
    case "json":
      return stringifyReport(aggregate);
    case "csv":
      return csv(aggregate);
    case "text":
      return sections(
        aggregate,
        textTable,
        (title) => title,
        (text) => `warning: ${text}`,
      );
    case "markdown":
      return sections(
        aggregate,
        markdownTable,
        (title) => `### ${title}`,
        (text) => `> ${text}`,
      );
    case "latex":
      return sections(
        aggregate,
        latexTable,
        (title) => `% ${title}`,
        (text) => `% warning: ${text}`,
      );
    default:
      throw new UsageError(`Unknown format \`${String(format)}\``, {
        expected: `one of ${aggregateFormats.join(", ")}`,
      });
  }
}

const labels: Record<MetricName, string> = {
  total_competitions: "Competitions",
  submission_exists_percentage: "Submitted",
  valid_submissions_percentage: "Valid",
  above_median_percentage: "Above median",
  gold_medal_percentage: "Gold",
  silver_medal_percentage: "Silver",
  bronze_medal_percentage: "Bronze",
  any_medal_percentage: "Any medal",
};

const percentages = metricNames.filter((name) => name !== "total_competitions");

function sections(
  aggregate: SeedAggregate,
  write: (table: Table) => string,
  title: (text: string) => string,
  warn: (text: string) => string,
): string {
  const { num_seeds_averaged: seeds, num_competitions_per_seed: competitions, warnings } = aggregate;
  const counted = `${count(seeds, "seed")} of ${count(competitions, "competition")}`;
  const parts: [string, Table][] = [[`Mean over ${counted}`, metricTable(aggregate.metrics)]];
  for (const kind of ["complexity", "category"] as const) {
    const groups = aggregate.groups.filter((group) => group.kind === kind);
    if (groups.length > 0) parts.push([`By ${kind}, in %`, groupTable(kind, groups)]);
  }
  parts.push(["By competition, in seeds", competitionTable(aggregate.competitions, seeds)]);
  const written = parts.map(([text, table]) => `${title(text)}\n\n${write(table)}`);
  return [...written, ...(warnings.length > 0 ? [warnings.map(warn).join("\n")] : [])].join("\n\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function metricTable(metrics: MetricSummaries): Table {
  return {
    header: ["Metric", "Mean ± SEM", "95 % confidence interval"],
    rows: percentages.map((name) => {
      const { ci_lower, ci_upper } = metrics[name];
      return [`${labels[name]} (%)`, meanText(metrics[name]), `${fixed(ci_lower)} to ${fixed(ci_upper)}`];
    }),
  };
}

function groupTable(kind: string, groups: SeedAggregate["groups"]): Table {
  return {
    header: [capitalized(kind), labels.total_competitions, ...percentages.map((name) => labels[name])],
    rows: groups.map(({ name, num_competitions, metrics }) => [
      capitalized(name),
      String(num_competitions),
      ...percentages.map((metric) => meanText(metrics[metric])),
    ]),
  };
}

/** Shares of few seeds are easier to read as counts. */
function competitionTable(competitions: readonly CompetitionAggregate[], seeds: number): Table {
  const counts = ({ metrics }: CompetitionAggregate, name: MetricName): string =>
    `${Math.round((metrics[name].mean / 100) * seeds)}/${seeds}`;
  return {
    header: ["Competition", ...percentages.map((name) => labels[name]), "Scores"],
    rows: competitions.map((competition) => [
      competition.competition_id,
      ...percentages.map((name) => counts(competition, name)),
      competition.scores.map((score) => score ?? "–").join(", "),
    ]),
  };
}

function csv({ metrics, groups, competitions, num_seeds_averaged: seeds }: SeedAggregate): string {
  const header = "part,name,metric,num_seeds,num_competitions,mean,standard_error,ci_lower,ci_upper";
  const lines = (part: string, name: string, summaries: MetricSummaries): string[] =>
    metricNames.map((metric) => {
      const { mean, standard_error, ci_lower, ci_upper } = summaries[metric];
      const size = summaries.total_competitions.mean;
      return csvLine([part, name, metric, seeds, size, mean, standard_error, ci_lower, ci_upper]);
    });
  return [
    header,
    ...lines("all", "", metrics),
    ...groups.flatMap((group) => lines(group.kind, group.name, group.metrics)),
    ...competitions.flatMap(({ competition_id: id, metrics: own }) => lines("competition", id, own)),
  ].join("\n");
}

function meanText({ mean, standard_error }: MetricSummary): string {
  return `${fixed(mean)} ± ${fixed(standard_error)}`;
}

/** Two decimals; an exact tie goes to the even digit as in Python's formatting, so that tables agree. */
function fixed(value: number): string {
  // Of the fractions that binary numbers hold exactly, only odd eighths lie between two hundredths.
  const isTie = Math.abs((value * 8) % 2) === 1;
  if (!isTie) return value.toFixed(2);
  const below = Math.floor(value * 100);
  return ((below % 2 === 0 ? below : below + 1) / 100).toFixed(2);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
