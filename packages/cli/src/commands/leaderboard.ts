import type { LeaderboardKey, LeaderboardRow, ReportData } from "@mlebench/reports";
import { buildReport, leaderboardData, placeOf } from "@mlebench/reports/experiments";
import { exitCodes } from "../exit-codes.js";
import { loadExperiments } from "../experiments.js";
import { printResult } from "../json.js";
import type { JsonOption } from "../options.js";
import { formatHeadedTable } from "../table.js";
import { note, style } from "../terminal.js";

export interface LeaderboardOptions extends JsonOption {
  /** Experiments to place. */
  place?: readonly string[];
  sort: LeaderboardKey;
  padMissing?: boolean;
  runDir?: string;
}

/** Shows the published leaderboard, with local experiments placed into it. */
export async function leaderboard(options: LeaderboardOptions): Promise<number> {
  const { place = [], sort, padMissing } = options;
  const report =
    place.length === 0
      ? null
      : buildReport(await loadExperiments(place, options), {
          padMissing,
          compare: [],
          leaderboardSort: sort,
        });
  const data = report?.leaderboard ?? leaderboardData([], sort);
  printResult(options, { value: () => data, text: () => tableText(data.rows, sort) });
  if (options.json) return exitCodes.ok;
  note(
    `Published rows: ${data.source}, ${data.publishedAsOf}; any medal in %, mean ± standard error over seeds`,
  );
  for (const row of data.rows.filter(({ origin }) => origin === "local")) {
    for (const text of placeTexts(row, data.rows)) note(text);
    if (row.caveats.length > 0)
      note(`Deviations of ${row.agent} from the canonical setup: ${row.caveats.join(" ")}`);
    for (const text of missingTexts(row, report)) note(text);
  }
  return exitCodes.ok;
}

function tableText(rows: readonly LeaderboardRow[], sort: LeaderboardKey): string {
  const hasPercentile = rows.some(({ percentile }) => percentile !== null);
  const percentile = hasPercentile || sort === "percentile" ? ["percentile"] : [];
  const scores = sort === "percentile" ? [...percentile, ...splits] : [...splits, ...percentile];
  const header = ["agent", "models", ...scores, "hours", "date", "notes"];
  const lines = rows.map((row) => [
    row.origin === "local" ? style("bold", `→ ${row.agent}`) : row.agent,
    row.models,
    ...scores.map((key) => row[key as (typeof splits)[number] | "percentile"]?.text ?? "–"),
    row.hours === null ? "–" : String(Math.round(row.hours * 100) / 100),
    row.date ?? "–",
    notesOf(row),
  ]);
  const right = Array.from({ length: scores.length + 1 }, (_value, i) => i + 2);
  return formatHeadedTable(header, lines, right);
}

const splits = ["low", "medium", "high", "all"] as const;

function notesOf({ knownLeakage, padded, hardware }: LeaderboardRow): string {
  return [
    ...(knownLeakage ? ["leaked labels"] : []),
    ...(padded ? ["padded"] : []),
    ...(hardware === null ? [] : [hardware]),
  ].join("; ");
}

function placeTexts(row: LeaderboardRow, rows: readonly LeaderboardRow[]): string[] {
  const places = splits.flatMap((split) => {
    const place = placeOf(row, rows, split);
    const of = rows.filter((other) => other[split] !== null).length;
    return place === null ? [] : [`${place} of ${of} (${split})`];
  });
  return places.length === 0 ? [] : [`${row.agent} is at place ${places.join(", ")}`];
}

/** Why a local row has no number of a split. */
function missingTexts(row: LeaderboardRow, report: ReportData | null): string[] {
  const partial = (report?.summaries ?? []).filter(
    ({ agent, split, isComplete }) =>
      agent === row.agent && splits.some((one) => one === split) && !isComplete,
  );
  if (partial.length === 0) return [];
  const texts = partial.map((one) => `${one.competitions} of ${one.competitionsInSplit} (${one.split})`);
  return [
    `${row.agent} has no number of a split without runs of all its competitions: ${texts.join(", ")}. Use \`--pad-missing\` to count them as failed.`,
  ];
}
