import { existsSync } from "node:fs";
import { mapConcurrently, readSplit } from "@mlebench/core";
import { list as listCompetitions } from "../competitions.js";
import { absentData, dataState, listedText } from "../data-state.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { describeFailure } from "../system-errors.js";
import { formatHeadedTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface ListOptions extends DataOptions, JsonOption {
  /** Only this split's competitions. */
  split?: string;
}

const statesAtOnce = 16;

/** If a directory cannot be read or a package cannot be loaded, the other competitions are listed all the same. */
function unknownState(id: string, error: unknown): { data: "unknown"; state: "unknown" } {
  warn(`Cannot read the state of ${id}'s data: ${describeFailure(error)}`);
  return { data: "unknown", state: "unknown" };
}

/** Prints every competition that can be found by ID, and the state of its data. */
export async function list(options: ListOptions): Promise<number> {
  const all = listCompetitions();
  const wanted = options.split === undefined ? undefined : readSplit(options.split);
  const shown = wanted === undefined ? all : all.filter(({ id }) => wanted.includes(id));
  const directory = dataDirectory(options);
  const states = existsSync(directory)
    ? await mapConcurrently(shown, statesAtOnce, ({ id }) =>
        dataState(directory, id).catch((error) => unknownState(id, error)),
      )
    : shown.map(() => absentData);
  if (options.json) {
    printJson(shown.map((summary, i) => ({ ...summary, ...states[i] })));
    return exitCodes.ok;
  }
  const text = (state: (typeof states)[number]) =>
    state.data === "unknown" ? state.data : listedText(state);
  const rows = shown.map(({ id, metric, lowerIsBetter, splits, sizeGB, knownIssues }, i) => [
    id,
    text(states[i]),
    metric,
    lowerIsBetter ? "lower" : "higher",
    splits.join(" "),
    sizeGB === null ? "–" : `${sizeGB} GB`,
    knownIssues.length === 0 ? "" : String(knownIssues.length),
  ]);
  print(formatHeadedTable(["id", "data", "metric", "better", "splits", "size", "known issues"], rows, [5]));
  const issues = shown.flatMap(({ id, knownIssues }) => knownIssues.map((issue) => ({ id, ...issue })));
  const lines = issues.map(({ id, summary, source }) => `  ${id}: ${summary} (${source})`);
  if (lines.length > 0) print(["\nKnown issues", ...lines].join("\n"));
  const absent = wanted?.filter((id) => !all.some((summary) => summary.id === id)) ?? [];
  if (absent.length > 0) note(`Not installed: ${absent.join(", ")}`);
  return exitCodes.ok;
}
