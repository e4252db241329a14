import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { quoteName, quoteNames, UserError } from "@mlebench/core";
import type { RunLine } from "../page-data.js";
import { type Group, openGroups, type RunRow, runDirectory } from "./groups.js";
import { lineOf } from "./run-line.js";
import { openTranscripts } from "./transcripts.js";

/** A run that somebody named. */
export interface FoundRun {
  readonly group: Group;
  readonly row: RunRow;
  /** Undefined for a run that has not begun. */
  readonly directory: string | undefined;
}

/**
 * A run by its directory, its ID, or the beginning of its ID or of the UUID in it.
 * @param runsDirectory where run groups are; it is not looked at for a run's directory
 * @throws UserError if there is no such run, or more than one
 */
export function findRun(reference: string, runsDirectory: string): FoundRun {
  const path = resolve(reference);
  if (isDirectory(path)) {
    const group = openGroups(dirname(path)).group(basename(dirname(path)));
    const row = group?.byId.get(basename(path));
    if (group !== undefined && row !== undefined) return found(group, row);
  }
  const groups = openGroups(runsDirectory);
  const matches = groups.names().flatMap((name) => {
    const group = groups.group(name);
    return (group?.runs ?? [])
      .filter(({ id }) => id.startsWith(reference) || id.slice(id.indexOf("_") + 1).startsWith(reference))
      .map((row) => ({ group: group as Group, row }));
  });
  const exact = matches.filter(({ row }) => row.id === reference);
  const [only, second] = exact.length > 0 ? exact : matches;
  if (only === undefined) {
    throw new UserError(`Unknown run ${quoteName(reference)}`, {
      file: groups.directory,
      expected: "the directory of a run, or the beginning of its ID",
      hint: "Run `mlebench runs list` to see all.",
    });
  }
  if (second !== undefined) {
    throw new UserError(`${quoteName(reference)} names ${matches.length} runs`, {
      expected: `one of ${quoteNames(matches.map(({ row }) => row.id))}`,
    });
  }
  return found(only.group, only.row);
}

/** All that is known of a run in a line of a list. */
export function describeRun({ row, directory }: FoundRun): RunLine {
  return lineOf(openTranscripts(), row, directory);
}

function found(group: Group, row: RunRow): FoundRun {
  return { group, row, directory: runDirectory(group, row.id) };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
