import { competitionService, numberOf, objectsOf, textOf } from "./call.js";
import { getCompetition } from "./competitions.js";
import { connectionOf } from "./connection.js";
import { checkedCompetition, competitionPage } from "./endpoint.js";
import { KaggleError } from "./kaggle-error.js";
import { allPages } from "./pages.js";
import type { KaggleClient, LeaderboardEntry } from "./types.js";

/**
 * The complete leaderboard, best first: the private one once there is one. For medals see `medalThresholds` of
 * `@mlebench/core`.
 * @throws KaggleError reason "incomplete", with both numbers, when it has fewer rows than the competition has teams:
 * medals computed from the first page of a board are wrong
 */
export async function fetchLeaderboard(client: KaggleClient, id: string): Promise<LeaderboardEntry[]> {
  const connection = connectionOf(client);
  const { teamCount } = await getCompetition(connection, checkedCompetition(id));
  const teams = numberOf(teamCount);
  const call = {
    service: competitionService,
    method: "GetLeaderboard",
    fields: { competitionName: id },
    subject: `the leaderboard of ${id}`,
    competition: id,
  };
  const entries: LeaderboardEntry[] = [];
  const seen = new Set<number>();
  for await (const page of allPages(connection, call))
    for (const row of objectsOf(page.submissions)) {
      const teamId = numberOf(row.teamId) ?? 0;
      // While a competition runs, a team may move to a later page between two requests.
      if (teamId !== 0 && seen.has(teamId)) continue;
      seen.add(teamId);
      entries.push({
        score: parseScore(row.score, id, entries.length + 1),
        teamId,
        teamName: textOf(row.teamName) ?? "",
        submissionDate: textOf(row.submissionDate) ?? "",
      });
    }
  if (teams === undefined || teams === 0 || entries.length === 0)
    throw incomplete(
      id,
      `Kaggle gave ${entries.length} rows of the leaderboard of ${id} and no number of teams`,
    );
  if (entries.length < teams)
    throw incomplete(id, `Kaggle gave ${entries.length} of ${teams} rows of the leaderboard of ${id}`);
  return entries;
}

function incomplete(id: string, message: string): KaggleError {
  return new KaggleError("incomplete", message, {
    hint: `Medals of an incomplete leaderboard would be wrong. Compare with ${competitionPage(id)}/leaderboard and try again later.`,
  });
}

function parseScore(value: unknown, id: string, row: number): number {
  const text = typeof value === "number" ? String(value) : (textOf(value) ?? "").trim();
  const score = /^[+-]?inf(inity)?$/i.test(text)
    ? Number(`${text.startsWith("-") ? "-" : ""}Infinity`)
    : Number(text);
  if (text !== "" && !Number.isNaN(score)) return score;
  throw new KaggleError("incomplete", `The leaderboard of ${id} has a row without a score`, {
    row,
    expected: "a number",
  });
}
