import {
  type CompetitionSummary,
  findCompetition,
  listCompetitions,
  resolveIds,
} from "@mlebench/competitions";
import type { Competition } from "@mlebench/core";
import { warn } from "./terminal.js";

const seen = new Set<string>();

/** Shows each warning about a broken package once. */
export function onWarning(message: string): void {
  if (seen.has(message)) return;
  seen.add(message);
  warn(message);
}

/** Module that threads and processes of grading find competitions with. Only they need it: finding it takes a while. */
export function registry(): string {
  return import.meta.resolve("@mlebench/competitions");
}

export function find(reference: string): Promise<Competition> {
  return findCompetition(reference, { onWarning });
}

export function list(): CompetitionSummary[] {
  return listCompetitions({ onWarning });
}

/** Ids, splits, files and package paths → ids and package paths, in order, each once. */
export function select(selection: readonly string[]): string[] {
  return resolveIds([...selection], { onWarning });
}
