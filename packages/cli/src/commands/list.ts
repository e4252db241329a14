import { describeError, readSplit } from "@mlebench/core";
import { list as listCompetitions } from "../competitions.js";
import { dataState } from "../data-state.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { mapSeveral } from "../map-several.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { formatHeadedTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface ListOptions extends DataOptions, JsonOption {
  /** Only this split's competitions. */
  split?: string;
}

const statesAtOnce = 16;

/** A directory that may not be read, or a package that cannot be loaded, spoils no list. */
function unknownState(id: string, error: unknown): "unknown" {
  warn(`What is here of ${id} cannot be told: ${describeError(error)}`);
  return "unknown";
}

/** Prints every competition that can be found by id, and what the data directory holds of it. */
export async function list(options: ListOptions): Promise<number> {
  const all = listCompetitions();
  const wanted = options.split === undefined ? undefined : readSplit(options.split);
  const shown = wanted === undefined ? all : all.filter(({ id }) => wanted.includes(id));
  const directory = dataDirectory(options);
  const states = await mapSeveral(shown, statesAtOnce, ({ id }) =>
    dataState(directory, id).catch((error) => unknownState(id, error)),
  );
  if (options.json) {
    printJson(shown.map((summary, i) => ({ ...summary, data: states[i] })));
    return exitCodes.ok;
  }
  const rows = shown.map(({ id, metric, lowerIsBetter, splits, sizeGB, knownIssues }, i) => [
    id,
    states[i],
    metric,
    lowerIsBetter ? "lower" : "higher",
    splits.join(" "),
    sizeGB === null ? "–" : `${sizeGB} GB`,
    knownIssues.length === 0 ? "" : String(knownIssues.length),
  ]);
  print(formatHeadedTable(["id", "data", "metric", "better", "splits", "size", "known issues"], rows, [5]));
  const issues = shown.flatMap(({ id, knownIssues }) => knownIssues.map((issue) => ({ id, ...issue })));
  if (issues.length > 0) print("\nKnown issues");
  for (const { id, summary, source } of issues) print(`  ${id}: ${summary} (${source})`);
  const absent = wanted?.filter((id) => !all.some((summary) => summary.id === id)) ?? [];
  if (absent.length > 0) note(`Not installed: ${absent.join(", ")}`);
  return exitCodes.ok;
}
