import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type Competition,
  type CompetitionFacts,
  isGitLfsPointer,
  medalThresholds,
  readLeaderboard,
  UserError,
} from "@mlebench/core";
import { makeDirectory } from "@mlebench/disk";
import { writeFileDurably } from "../work-directories.js";
import { importedFile } from "./reference-files.js";

/** A team's row of a leaderboard. */
export interface LeaderboardRow {
  /** As Kaggle writes it, if known: `0.90410` keeps its last digit. */
  score: number | string;
  teamId: number | string;
  /** Used only for whether there is a name. Names of people are not written. */
  teamName?: string;
  /** UTC; a string is in ISO 8601. */
  submissionDate?: string | Date;
}

/** Scores of a leaderboard, and where they come from. */
export interface LeaderboardChoice {
  /** Best first. */
  scores: Float64Array;
  /** Part of the competition's package, imported from openai/mle-bench, or downloaded from Kaggle. */
  source: "package" | "imported" | "downloaded";
  file: string;
  /** Reasons not to trust it, one sentence each. */
  warnings: string[];
}

const onePage = 20;

/** Path of a downloaded leaderboard. */
export function downloadedLeaderboard(dataDirectory: string, id: string): string {
  return join(resolve(dataDirectory), id, "leaderboard.csv");
}

/**
 * Reads the leaderboard that scores are ranked on: the package's own, so that ranks are the same everywhere; else an
 * imported one; else a downloaded one. Undefined if there is none.
 * @throws UserError if the file is a Git-LFS pointer or not a leaderboard
 */
export async function readLeaderboardFor(
  competition: Competition,
  dataDirectory?: string,
): Promise<LeaderboardChoice | undefined> {
  const scores = readLeaderboard(competition);
  if (scores !== undefined) {
    const file = join(competition.directory, "facts/leaderboard.csv");
    return { scores, source: "package", file, warnings: [] };
  }
  if (dataDirectory === undefined) return undefined;
  const { facts } = competition;
  const imported = importedFile(join(resolve(dataDirectory), facts.id), "leaderboard");
  const downloaded = downloadedLeaderboard(dataDirectory, facts.id);
  const file = [imported, downloaded].find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const source = file === imported ? "imported" : "downloaded";
  return { ...(await inspectLeaderboard(file, facts)), source, file };
}

/**
 * Reads and checks a leaderboard in the Python reference's layout.
 * @returns its scores, and one sentence for each reason not to trust it
 * @throws UserError if it is a Git-LFS pointer, has no column `score`, no rows, or a score that is not a number
 */
export async function inspectLeaderboard(
  file: string,
  facts: Pick<CompetitionFacts, "lowerIsBetter" | "medals">,
): Promise<{ scores: Float64Array; warnings: string[] }> {
  if (isGitLfsPointer(file)) {
    throw new UserError("Git-LFS pointer instead of a leaderboard", {
      file,
      hint: "Run `git lfs pull` in the checkout that it comes from.",
    });
  }
  const { readCsv } = await import("@mlebench/table");
  const table = await readCsv(file);
  const expected = "a table with a column `score` of numbers, best first";
  if (!table.has("score")) throw new UserError("Missing column `score`", { file, expected });
  if (table.length === 0) throw new UserError("Leaderboard is empty", { file, expected });
  const column = table.column("score");
  const scores = Float64Array.from(column.values as ArrayLike<unknown>, toScore);
  const bad = scores.findIndex((score) => Number.isNaN(score));
  if (bad !== -1) throw new UserError("Invalid score", { file, row: bad + 1, column: "score", expected });
  return { scores, warnings: leaderboardWarnings(scores, facts) };
}

/** In a column that also contains words, numbers are strings. */
function toScore(cell: unknown): number {
  if (typeof cell === "string") return cell.trim() === "" ? Number.NaN : Number(cell);
  return typeof cell === "number" || typeof cell === "bigint" ? Number(cell) : Number.NaN;
}

function leaderboardWarnings(
  scores: Float64Array,
  { lowerIsBetter, medals }: Pick<CompetitionFacts, "lowerIsBetter" | "medals">,
): string[] {
  const warnings: string[] = [];
  if (scores.length === onePage) {
    warnings.push(
      `It has exactly ${onePage} rows, one page of Kaggle's API. Other rows are probably missing, and medal thresholds computed from it would be wrong.`,
    );
  }
  const worse = scores.findIndex(
    (score, row) => row > 0 && (lowerIsBetter ? score < scores[row - 1] : score > scores[row - 1]),
  );
  if (worse !== -1) {
    warnings.push(
      `It is not sorted from best to worst: row ${worse + 1} is better than the previous row (${lowerIsBetter ? "lower" : "higher"} is better).`,
    );
  }
  const found = medalThresholds(scores);
  const names = (["gold", "silver", "bronze", "median"] as const).filter(
    (name) => found[name] !== medals[name],
  );
  if (names.length > 0) {
    const list = names.map((name) => `${name} ${found[name]} instead of ${medals[name]}`).join(", ");
    warnings.push(`Its medal thresholds differ from the benchmark's: ${list}.`);
  }
  return warnings;
}

/**
 * Writes a leaderboard with the columns and format of the Python reference's `dev download-leaderboard`:
 * `scoreNullable,teamId,hasTeamName,submissionDate,score,hasScore`, without names. Replaces the old file atomically.
 * @param rows best first, as Kaggle lists them
 * @throws UserError if there are no rows, or one has no score
 */
export function writeLeaderboard(path: string, rows: readonly LeaderboardRow[]): void {
  if (rows.length === 0) throw new UserError("Leaderboard has no rows", { file: path });
  const bad = rows.findIndex(({ score }) => String(score).trim() === "" || Number.isNaN(Number(score)));
  if (bad !== -1) {
    throw new UserError("Missing score of a team", {
      file: path,
      row: bad + 1,
      column: "score",
    });
  }
  const dates = formatDates(rows.map(({ submissionDate }) => submissionDate));
  const lines = rows.map(({ score, teamId, teamName }, row) => {
    const hasName = teamName === "" ? "False" : "True";
    return `${score},${teamId},${hasName},${dates[row]},${score},True\n`;
  });
  makeDirectory(dirname(path));
  writeFileDurably(path, `scoreNullable,teamId,hasTeamName,submissionDate,score,hasScore\n${lines.join("")}`);
}

/** Formats times as pandas writes a column of them: all with as many decimals as the most precise one needs. */
function formatDates(dates: readonly (string | Date | undefined)[]): string[] {
  const parts = dates.map((date) => (date === undefined ? undefined : splitDate(date)));
  const fractions = parts.map((part) => part?.fraction ?? "");
  const digits = fractions.some((fraction) => /[1-9]/.test(fraction.slice(3)))
    ? 6
    : fractions.some((fraction) => /[1-9]/.test(fraction))
      ? 3
      : 0;
  const areDays = parts.every((part) => part === undefined || part.time === "00:00:00") && digits === 0;
  return parts.map((part) => {
    if (part === undefined) return "";
    if (areDays) return part.day;
    const fraction = digits === 0 ? "" : `.${part.fraction.padEnd(digits, "0").slice(0, digits)}`;
    return `${part.day} ${part.time}${fraction}`;
  });
}

function splitDate(date: string | Date): { day: string; time: string; fraction: string } {
  const text = date instanceof Date ? date.toISOString() : date;
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)?$/.exec(text);
  if (match === null) {
    throw new UserError(`Invalid time \`${text}\``, { expected: "a time such as `2025-03-31T13:19:28Z`" });
  }
  const [, day, time, fraction = ""] = match;
  return { day, time, fraction: fraction.slice(0, 6) };
}
