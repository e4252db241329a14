import type { LeaderboardKey, LeaderboardRow, ReportData } from "@mlebench/reports";
import { buildReport, leaderboardData, placeOf } from "@mlebench/reports/experiments";
import { exitCodes } from "../exit-codes.js";
import { loadExperiments } from "../experiments.js";
import { printResult } from "../json.js";
import type { JsonOption } from "../options.js";
import { formatHeadedTable } from "../table.js";
import { note, tableWidth } from "../terminal.js";

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

/** Below this width, errors, hours, and dates do not fit into the table. */
const wideColumns = 150;

function tableText(rows: readonly LeaderboardRow[], sort: LeaderboardKey): string {
  const isWide = tableWidth() >= wideColumns;
  const hasPercentile = rows.some(({ percentile }) => percentile !== null);
  const percentile = hasPercentile || sort === "percentile" ? (["percentile"] as const) : [];
  const scores = sort === "percentile" ? [...percentile, ...splits] : [...splits, ...percentile];
  const header = ["agent", ...scores, ...(isWide ? ["hours", "date"] : []), "notes"];
  const lines = rows.map((row) => {
    const name = row.models === "" ? row.agent : `${row.agent}, ${row.models}`;
    return [
      row.origin === "local" ? `→ ${name}` : name,
      ...scores.map((key) => (isWide ? row[key]?.text : row[key]?.mean.toFixed(2)) ?? "–"),
      ...(isWide ? [hoursText(row) ?? "–", row.date ?? "–"] : []),
      notesOf(row, isWide),
    ];
  });
  const right = Array.from({ length: scores.length + 1 }, (_value, i) => i + 1);
  return formatHeadedTable(header, lines, isWide ? right : right.slice(0, -1));
}

function hoursText({ hours }: LeaderboardRow): string | null {
  return hours === null ? null : String(Math.round(hours * 100) / 100);
}

const splits = ["low", "medium", "high", "all"] as const;

function notesOf(row: LeaderboardRow, isWide: boolean): string {
  const { knownLeakage, padded, hardware } = row;
  const hours = hoursText(row);
  return [
    ...(knownLeakage ? ["leaked labels"] : []),
    ...(padded ? ["padded"] : []),
    ...(!isWide && hours !== null && hours !== "24" ? [`${hours} h`] : []),
    ...(isWide && hardware !== null ? [hardware] : []),
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
  const own = (report?.summaries ?? []).filter(
    ({ agent, split }) => agent === row.agent && splits.some((one) => one === split),
  );
  if (own.every(({ competitions }) => competitions === 0))
    return [`${row.agent} has no run of a competition of the leaderboard`];
  const partial = own.filter(({ isComplete, competitions }) => !isComplete && competitions > 0);
  if (partial.length === 0) return [];
  const texts = partial.map((one) => `${one.competitions} of ${one.competitionsInSplit} (${one.split})`);
  return [
    `${row.agent} has no number of a split without runs of all its competitions: ${texts.join(", ")}. Use \`--pad-missing\` to count them as failed.`,
  ];
}
