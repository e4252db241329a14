import { type Competition, UsageError, UserError } from "@mlebench/core";
import { find, list, select } from "./competitions.js";

/** The options that say which competitions are meant. */
export interface SelectionOptions {
  competitionId?: string[];
  all?: boolean;
  lite?: boolean;
  /** A file with one id per line, or the name of a split. */
  list?: string;
  split?: string;
}

/**
 * Ids, and paths of competition packages, in order, each once.
 * @param action what would be done to them, such as "prepare"
 * @throws UsageError when none are chosen, UserError when a list is empty
 */
export function selection(options: SelectionOptions, action: string): string[] {
  const named = [...(options.competitionId ?? []), options.list, options.split].filter(
    (item) => item !== undefined,
  );
  if (options.lite) named.push("low");
  const all = options.all ? list().map(({ id }) => id) : [];
  const references = [...new Set([...select(named), ...all])];
  if (references.length > 0) return references;
  if (options.list !== undefined)
    throw new UserError("No competition is named here", {
      file: options.list,
      expected: "one competition id per line",
    });
  throw new UsageError(`Nothing to ${action}`, {
    expected: "at least one of --competition-id, --all, --lite, --list or --split",
  });
}

/** The competitions that {@link selection} names. */
export async function selectedCompetitions(
  options: SelectionOptions,
  action: string,
): Promise<Competition[]> {
  const found: Competition[] = [];
  for (const reference of selection(options, action)) found.push(await find(reference));
  return found;
}
