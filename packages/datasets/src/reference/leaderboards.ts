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

/** A team's place on a leaderboard. */
export interface LeaderboardRow {
  /** As Kaggle spells it, where that is known: "0.90410" keeps its last digit. */
  score: number | string;
  teamId: number | string;
  /** Tells only whether there is a name: names of people are not written. */
  teamName?: string;
  /** A point in time in UTC; as text in ISO 8601. */
  submissionDate?: string | Date;
}

/** Scores of the human competitors, and where they come from. */
export interface LeaderboardChoice {
  /** Best first. */
  scores: Float64Array;
  /** Part of the competition's package; imported from a checkout of the reference; downloaded from Kaggle. */
  source: "package" | "imported" | "downloaded";
  file: string;
  /** What a person should know before they trust it. */
  warnings: string[];
}

const onePage = 20;

/** Where a downloaded leaderboard belongs. */
export function downloadedLeaderboard(dataDirectory: string, id: string): string {
  return join(resolve(dataDirectory), id, "leaderboard.csv");
}

/**
 * The leaderboard to rank scores on: the package's own, so that everybody ranks alike; where it has none, an imported
 * one; else a downloaded one. Undefined when there is none at all.
 * @throws UserError when the file is a Git-LFS pointer or no leaderboard
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
 * Reads a leaderboard in the reference's layout and judges it.
 * @returns its scores, and one sentence for everything that makes it doubtful
 * @throws UserError when it is a Git-LFS pointer, has no column "score", no rows, or something that is no number
 */
export async function inspectLeaderboard(
  file: string,
  facts: Pick<CompetitionFacts, "lowerIsBetter" | "medals">,
): Promise<{ scores: Float64Array; warnings: string[] }> {
  if (isGitLfsPointer(file)) {
    throw new UserError("A Git-LFS pointer is here instead of a leaderboard", {
      file,
      hint: "Run `git lfs pull` in the checkout that it comes from.",
    });
  }
  const { readCsv } = await import("@mlebench/table");
  const table = await readCsv(file);
  const expected = 'a table with a column "score" of numbers, best first';
  if (!table.has("score")) throw new UserError('A leaderboard needs a column "score"', { file, expected });
  if (table.length === 0) throw new UserError("The leaderboard is empty", { file, expected });
  const column = table.column("score");
  const scores = Float64Array.from(column.values as ArrayLike<unknown>, toScore);
  const bad = scores.findIndex((score) => Number.isNaN(score));
  if (bad !== -1) throw new UserError("Not a score", { file, row: bad + 1, column: "score", expected });
  return { scores, warnings: leaderboardWarnings(scores, facts) };
}

/** In a column that also holds words, numbers are still text. */
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
      `It has exactly ${onePage} rows, one page of Kaggle's API: probably the rest is missing, and medals by it would be wrong.`,
    );
  }
  const worse = scores.findIndex(
    (score, row) => row > 0 && (lowerIsBetter ? score < scores[row - 1] : score > scores[row - 1]),
  );
  if (worse !== -1) {
    warnings.push(
      `It is not best first: row ${worse + 1} is better than the row before, and ${lowerIsBetter ? "lower" : "higher"} is better here.`,
    );
  }
  const found = medalThresholds(scores);
  const names = (["gold", "silver", "bronze", "median"] as const).filter(
    (name) => found[name] !== medals[name],
  );
  if (names.length > 0) {
    const list = names.map((name) => `${name} ${found[name]} instead of ${medals[name]}`).join(", ");
    warnings.push(`Medals by it would begin elsewhere than by the benchmark's own: ${list}.`);
  }
  return warnings;
}

/**
 * Writes a leaderboard with the columns and in the spelling of the reference's `dev download-leaderboard`:
 * `scoreNullable,teamId,hasTeamName,submissionDate,score,hasScore`, no names. The old file stays until the new one is
 * complete.
 * @param rows best first, as Kaggle lists them
 * @throws UserError when there are no rows, or one has no score
 */
export function writeLeaderboard(path: string, rows: readonly LeaderboardRow[]): void {
  if (rows.length === 0) throw new UserError("There are no rows of a leaderboard to write", { file: path });
  const bad = rows.findIndex(({ score }) => String(score).trim() === "" || Number.isNaN(Number(score)));
  if (bad !== -1) {
    throw new UserError("A team without a score cannot be ranked", {
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

/** Points in time as pandas writes a column of them: with the fraction that the finest of them needs. */
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
    throw new UserError(`"${text}" is not a point in time`, { expected: "such as 2025-03-31T13:19:28Z" });
  }
  const [, day, time, fraction = ""] = match;
  return { day, time, fraction: fraction.slice(0, 6) };
}
