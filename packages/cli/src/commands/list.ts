import { readSplit } from "@mlebench/core";
import { list as listCompetitions } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import type { JsonOption } from "../options.js";
import { formatHeadedTable } from "../table.js";
import { note, print } from "../terminal.js";

export interface ListOptions extends JsonOption {
  /** Only this split's competitions. */
  split?: string;
}

/** Prints every competition that can be found by id. */
export async function list(options: ListOptions): Promise<number> {
  const all = listCompetitions();
  const wanted = options.split === undefined ? undefined : readSplit(options.split);
  const shown = wanted === undefined ? all : all.filter(({ id }) => wanted.includes(id));
  if (options.json) {
    print(JSON.stringify(shown, null, 2));
    return exitCodes.ok;
  }
  const rows = shown.map(({ id, metric, lowerIsBetter, splits, sizeGB, knownIssues }) => [
    id,
    metric,
    lowerIsBetter ? "lower" : "higher",
    splits.join(" "),
    sizeGB === null ? "–" : `${sizeGB} GB`,
    knownIssues.length === 0 ? "" : String(knownIssues.length),
  ]);
  print(formatHeadedTable(["id", "metric", "better", "splits", "size", "known issues"], rows, [4]));
  const issues = shown.flatMap(({ id, knownIssues }) => knownIssues.map((issue) => ({ id, ...issue })));
  if (issues.length > 0) print("\nKnown issues");
  for (const { id, summary, source } of issues) print(`  ${id}: ${summary} (${source})`);
  const absent = wanted?.filter((id) => !all.some((summary) => summary.id === id)) ?? [];
  if (absent.length > 0) note(`Not installed: ${absent.join(", ")}`);
  return exitCodes.ok;
}
