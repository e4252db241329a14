import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Competition, didYouMean, UserError } from "@mlebench/core";
import { claimedId, type DiscoveryOptions, looksLikePath, readManifest } from "@mlebench/core/plugins";
import { existingStats } from "@mlebench/disk";
import { competitionPackages } from "./competition-packages.js";
import { importCompetition, loadPackage } from "./load-competition.js";
import { isReferenceCompetition, referenceCompetition } from "./reference-competition.js";
import { summaries } from "./summaries.generated.js";

/** True when `directory` holds a package that says it is a competition. */
function isCompetitionDirectory(directory: string): boolean {
  if (!existsSync(join(directory, "package.json"))) return false;
  try {
    return claimedId(readManifest(directory), "competition") !== undefined;
  } catch {
    return false;
  }
}

/** True when a reference names the package in a directory rather than an id. */
export function isPackagePath(reference: string, cwd: string): boolean {
  if (summaries.some(({ id }) => id === reference)) return false;
  if (!looksLikePath(reference)) return isCompetitionDirectory(resolve(cwd, reference));
  return existingStats(resolve(cwd, reference))?.isDirectory() === true;
}

/**
 * Finds a competition and imports it, and nothing else: by path (`./my-competition`, or a directory with a
 * package.json that has a `mlebench.competition` field), else among the packages that the current project depends
 * on, else among those of the benchmark. An id of the benchmark means its own competition, whatever else claims it.
 * @throws UserError for an unknown id (with near matches), a path without a package, a package that is not
 * built, does not load or exports no competition
 */
export async function findCompetition(
  reference: string,
  options: DiscoveryOptions = {},
): Promise<Competition> {
  const { cwd = process.cwd(), onWarning } = options;
  const path = resolve(cwd, reference);
  if (isPackagePath(reference, cwd)) return loadPackage(path);
  if (looksLikePath(reference)) {
    throw new UserError("Not a competition package", {
      file: path,
      expected: "the directory of a competition package",
    });
  }

  const candidates = competitionPackages({ cwd, onWarning });
  const own = candidates.find(({ id }) => id === reference);
  const summary = summaries.find(({ id }) => id === reference);
  if (own !== undefined) return loadPackage(own.directory, reference);
  if (summary !== undefined) {
    const { importers } = await import("@mlebench/competitions/importers");
    return importCompetition(importers[reference], summary.package, reference);
  }
  if (isReferenceCompetition(path)) throw referenceCompetition(path);
  const known = [...candidates, ...summaries].map(({ id }) => id);
  throw new UserError(`Unknown competition \`${reference}\``, {
    hint: [didYouMean(reference, known), "Run `mlebench list` to see all."].filter(Boolean).join(" "),
  });
}
