import { describeNames } from "@mlebench/core";
import { type ImportReferenceResult, importReference as importOne } from "@mlebench/datasets";
import { list } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { type SelectionOptions, selectedCompetitions } from "../selection.js";
import { formatHeadedTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface ImportReferenceOptions extends SelectionOptions, Omit<DataOptions, "mini">, JsonOption {
  checkout: string;
}

/** Imports leaderboards and original descriptions from an openai/mle-bench checkout; of all competitions by default. */
export async function importReference(options: ImportReferenceOptions): Promise<number> {
  const { competitionId, lite, list: file, split } = options;
  const isChosen = [competitionId, lite, file, split].some((choice) => choice !== undefined);
  const choice = isChosen ? options : { competitionId: list().map(({ id }) => id) };
  const results: ImportReferenceResult[] = [];
  for (const competition of await selectedCompetitions(choice)) {
    const { checkout } = options;
    results.push(await importOne(competition, { checkout, dataDirectory: dataDirectory(options) }));
  }
  if (options.json) printJson(results);
  else print(resultsText(results));
  for (const text of new Set(results.flatMap(({ warnings }) => warnings))) warn(text);
  const incomplete = results.filter(isIncomplete);
  if (incomplete.length === 0) return exitCodes.ok;
  note(
    `error: The checkout has missing or unusable files of ${describeNames(incomplete.map(({ id }) => id))}`,
  );
  return exitCodes.userError;
}

/** Whether a file of the checkout cannot be used, or there is nothing to import. */
function isIncomplete({ leaderboard, description, obfuscatedDescription }: ImportReferenceResult): boolean {
  const outcomes = [leaderboard, description, obfuscatedDescription];
  return (
    outcomes.some((outcome) => outcome === "git-lfs pointer" || outcome === "unusable") ||
    (leaderboard === "missing" && description === "missing")
  );
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
