import { existsSync } from "node:fs";
import { type Competition, isMlebenchError, type MedalThresholds, medalThresholds } from "@mlebench/core";
import { downloadedLeaderboard, writeLeaderboard } from "@mlebench/datasets";
import { fetchLeaderboard, type KaggleClient } from "@mlebench/kaggle";
import { exitCodes } from "../exit-codes.js";
import { factsFile, writeText } from "../facts-file.js";
import { printJson } from "../json.js";
import { connect } from "../kaggle.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { type SelectionOptions, selectedCompetitions } from "../selection.js";
import { describeFailure } from "../system-errors.js";
import { formatTable } from "../table.js";
import { note, print, style, warn } from "../terminal.js";

export interface DownloadLeaderboardOptions extends SelectionOptions, Omit<DataOptions, "mini">, JsonOption {
  /** Fetch also what is there already. */
  force?: boolean;
}

export interface FetchedLeaderboard {
  id: string;
  status: "fetched" | "already there" | "failed";
  file: string;
  teams?: number;
  /** What Kaggle's rules make of the board. */
  thresholds?: MedalThresholds;
  /** The competition's own, which decide medals. */
  published?: MedalThresholds;
  error?: string;
}

/** Downloads complete leaderboards and reports the medal thresholds computed from them. */
export async function downloadLeaderboard(options: DownloadLeaderboardOptions): Promise<number> {
  const results = await fetchLeaderboards(options, (result) => {
    if (!options.json) print(leaderboardText(result));
  });
  if (options.json) printJson(results);
  return results.some(({ status }) => status === "failed") ? exitCodes.userError : exitCodes.ok;
}

/**
 * What {@link downloadLeaderboard} does, without printing: one result for each competition, in order. A board that
 * cannot be had is a result like another.
 * @throws UserError when there are no credentials
 */
export async function fetchLeaderboards(
  options: Omit<DownloadLeaderboardOptions, "json">,
  onResult: (result: FetchedLeaderboard) => void,
): Promise<FetchedLeaderboard[]> {
  const competitions = await selectedCompetitions(options);
  const data = dataDirectory(options);
  let client: KaggleClient | undefined;
  const results: FetchedLeaderboard[] = [];
  for (const competition of competitions) {
    const { id } = competition.facts;
    const file = factsFile(competition, "leaderboard.csv", data);
    if (!options.force && existsSync(file)) {
      results.push({ id, status: "already there", file });
    } else {
      client ??= connect(note, warn);
      results.push(await fetchOne(client, competition, file, data));
    }
    onResult(results[results.length - 1]);
  }
  return results;
}

async function fetchOne(
  client: KaggleClient,
  { facts }: Competition,
  file: string,
  data: string,
): Promise<FetchedLeaderboard> {
  try {
    const entries = await fetchLeaderboard(client, facts.id);
    const scores = entries
      .map(({ score }) => score)
      .sort(facts.lowerIsBetter ? (a, b) => a - b : (a, b) => b - a);
    if (file === downloadedLeaderboard(data, facts.id)) writeLeaderboard(file, entries);
    else writeText(file, `score\n${scores.join("\n")}\n`);
    return {
      id: facts.id,
      status: "fetched",
      file,
      teams: scores.length,
      thresholds: medalThresholds(scores),
      published: facts.medals,
    };
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return { id: facts.id, status: "failed", file, error: describeFailure(error) };
  }
}

export function leaderboardText({
  id,
  status,
  file,
  teams,
  thresholds,
  published,
  error,
}: FetchedLeaderboard): string {
  const title = style("bold", id);
  if (status === "failed") return `${title}: ${style("red", "failed")}: ${error}`;
  if (thresholds === undefined || published === undefined)
    return `${title}: already there (--force fetches it again): ${file}`;
  const names = ["gold", "silver", "bronze", "median"] as const;
  const rows = names.map((name) => [`  ${name}`, String(thresholds[name]), String(published[name])]);
  const table = formatTable([["  threshold", "from this board", "in the facts"], ...rows], [1, 2]);
  return `${title}: ${teams} teams, ${file}\n${table}`;
}
