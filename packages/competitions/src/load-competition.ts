import type { Competition } from "@mlebench/core";
import { importPlugin, isRecord, loadPluginPackage, type PluginLoader } from "@mlebench/core/plugins";
import { isReferenceCompetition, referenceCompetition } from "./reference-competition.js";

/**
 * Checks that a module exports a usable `competition`.
 * @param id the id it must have; any when undefined
 * @returns the competition, or one sentence on what is wrong with it
 */
export function checkedCompetition(module: unknown, id: string | undefined): Competition | string {
  if (!isRecord(module) || !("competition" in module)) return 'It has no export named "competition".';
  const { competition } = module;
  if (!isRecord(competition)) return 'Its export "competition" is not an object.';
  const { facts, submission, prepare, grade, miniature, directory } = competition;
  const wrong = [
    !(isRecord(facts) && typeof facts.id === "string" && facts.id !== "") && "facts.id is not a text",
    !isRecord(submission) && "submission is not an object",
    typeof prepare !== "function" && "prepare is not a function",
    typeof grade !== "function" && "grade is not a function",
    !(isRecord(miniature) && typeof miniature.write === "function") && "miniature.write is not a function",
    typeof directory !== "string" && "directory is not a path",
  ].filter((problem) => problem !== false);
  if (wrong.length > 0)
    return `Its export "competition" is not what defineCompetition makes: ${wrong.join(", ")}.`;
  const usable = competition as unknown as Competition;
  if (id !== undefined && usable.facts.id !== id) {
    return `It says it holds "${id}" but exports the competition "${usable.facts.id}".`;
  }
  return usable;
}

const loader: PluginLoader<Competition> = { kind: "competition", check: checkedCompetition };

/**
 * Imports the competition package in `directory`, as plain Node would: the built file, not the sources.
 * @param id the id that the package must have; any when undefined
 * @throws UserError when there is no package, it is not built, does not load or exports no competition
 */
export async function loadPackage(directory: string, id?: string): Promise<Competition> {
  if (isReferenceCompetition(directory)) throw referenceCompetition(directory);
  return await loadPluginPackage(loader, directory, id);
}

/**
 * Runs an import and checks what it brought.
 * @param source where it comes from, for messages
 * @throws UserError when it fails or exports no competition
 */
export function importCompetition(
  load: () => Promise<unknown>,
  source: string,
  id?: string,
): Promise<Competition> {
  return importPlugin(loader, load, source, id);
}
