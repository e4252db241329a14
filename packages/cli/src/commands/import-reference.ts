import { type ImportReferenceResult, importReference as importOne } from "@mlebench/datasets";
import { list } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { type SelectionOptions, selectedCompetitions } from "../selection.js";
import { formatHeadedTable } from "../table.js";
import { print, warn } from "../terminal.js";

export interface ImportReferenceOptions extends SelectionOptions, Omit<DataOptions, "mini">, JsonOption {
  checkout: string;
}

/** Takes leaderboards and original descriptions from a checkout of the reference; without a choice, of everything. */
export async function importReference(options: ImportReferenceOptions): Promise<number> {
  const { competitionId, lite, list: file, split } = options;
  const isChosen = [competitionId, lite, file, split].some((choice) => choice !== undefined);
  const choice = isChosen ? options : { competitionId: list().map(({ id }) => id) };
  const results: ImportReferenceResult[] = [];
  for (const competition of await selectedCompetitions(choice, "import")) {
    const { checkout } = options;
    results.push(await importOne(competition, { checkout, dataDirectory: dataDirectory(options) }));
  }
  if (options.json) printJson(results);
  else print(resultsText(results));
  for (const text of new Set(results.flatMap(({ warnings }) => warnings))) warn(text);
  const nothing = results.every(
    ({ description, leaderboard }) =>
      description !== "imported" && leaderboard !== "imported" && leaderboard !== "same as ours",
  );
  return nothing ? exitCodes.userError : exitCodes.ok;
}

function resultsText(results: readonly ImportReferenceResult[]): string {
  const rows = results.map(({ id, leaderboard, description, obfuscatedDescription }) => [
    id,
    leaderboard,
    description,
    obfuscatedDescription,
  ]);
  return formatHeadedTable(["competition", "leaderboard", "description", "obfuscated"], rows);
}
