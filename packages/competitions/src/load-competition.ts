import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Competition, isMlebenchError, UserError } from "@mlebench/core";
import { entryFile, isRecord, readManifest } from "./package-manifest.js";
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

/** Also of objects that throw on being looked at. */
function checkedSafely(module: unknown, id: string | undefined): Competition | string {
  try {
    return checkedCompetition(module, id);
  } catch (error) {
    return `Its export "competition" cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/**
 * Imports the competition package in `directory`, as plain Node would: the built file, not the sources.
 * @param id the id that the package must have; any when undefined
 * @throws UserError when there is no package, it is not built, does not load or exports no competition
 */
export async function loadPackage(directory: string, id?: string): Promise<Competition> {
  let entry: string;
  try {
    entry = join(directory, entryFile(directory, readManifest(directory)));
  } catch (cause) {
    if (isReferenceCompetition(directory)) throw referenceCompetition(directory);
    throw new UserError("Not a readable competition package", {
      file: directory,
      expected: `a package.json with "exports" (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    });
  }
  if (!existsSync(entry)) {
    throw new UserError("The competition package is not built", {
      file: entry,
      hint: `Build it first: run \`npm run build\` (or \`pnpm build\`) in ${directory}.`,
    });
  }
  return importCompetition(() => import(/* @vite-ignore */ pathToFileURL(entry).href), directory, id);
}

/**
 * Runs an import and checks what it brought.
 * @param source where it comes from, for messages
 * @throws UserError when it fails or exports no competition
 */
export async function importCompetition(
  load: () => Promise<unknown>,
  source: string,
  id?: string,
): Promise<Competition> {
  let module: unknown;
  try {
    module = await load();
  } catch (cause) {
    if (isMlebenchError(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`The competition package does not load: ${why}`, {
      file: source,
      hint: "Build or reinstall it, or tell its author.",
      cause,
    });
  }
  const checked = checkedSafely(module, id);
  if (typeof checked !== "string") return checked;
  throw new UserError("Not a usable competition package", {
    file: source,
    hint: `${checked} Tell its author, or remove the package.`,
  });
}
