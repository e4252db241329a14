import { readLeaderboard } from "@mlebench/core";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { direction } from "../report-text.js";
import { formatTable } from "../table.js";
import { print } from "../terminal.js";

export interface ThresholdsOptions extends JsonOption {
  competition: string;
}

/** Prints the medal thresholds. */
export async function thresholds(options: ThresholdsOptions): Promise<number> {
  const competition = await find(options.competition);
  const { id, metric, lowerIsBetter, awardsMedals, medals } = competition.facts;
  const teams = readLeaderboard(competition)?.length ?? null;
  if (options.json) {
    printJson({ id, metric, lowerIsBetter, awardsMedals, teams, ...medals });
    return exitCodes.ok;
  }
  const order = ["gold", "silver", "bronze", "median"] as const;
  const rows = order.map((name) => [`  ${name}`, String(medals[name])]);
  if (teams !== null) rows.push(["  teams", String(teams)]);
  const medalless = awardsMedals ? "" : " (no medals awarded)";
  print(`${id}: ${metric}, ${direction(lowerIsBetter)}${medalless}\n${formatTable(rows)}`);
  return exitCodes.ok;
}
