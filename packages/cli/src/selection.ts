import { type Competition, UsageError, UserError } from "@mlebench/core";
import { find, list, select } from "./competitions.js";

/** Options that select competitions. */
export interface SelectionOptions {
  competitionId?: readonly string[];
  all?: boolean;
  lite?: boolean;
  /** A file with one ID per line, or the name of a split. */
  list?: string;
  split?: readonly string[];
}

/**
 * IDs and paths of the selected competition packages, in order, without duplicates.
 * @throws UsageError if none is selected; UserError if a list is empty
 */
export function selection(options: SelectionOptions): string[] {
  const named = [...(options.competitionId ?? []), options.list, ...(options.split ?? [])].filter(
    (item) => item !== undefined,
  );
  if (options.lite) named.push("low");
  const all = options.all ? list().map(({ id }) => id) : [];
  const references = [...new Set([...select(named), ...all])];
  if (references.length > 0) return references;
  if (options.list !== undefined)
    throw new UserError("No competition IDs in the list", {
      file: options.list,
      expected: "one competition ID per line",
    });
  throw new UsageError("No competition selected", {
    expected: "at least one of `--competition-id`, `--all`, `--lite`, `--list`, or `--split`",
  });
}

/** The competitions that {@link selection} selects. */
export async function selectedCompetitions(options: SelectionOptions): Promise<Competition[]> {
  const found: Competition[] = [];
  for (const reference of selection(options)) found.push(await find(reference));
  return found;
}
