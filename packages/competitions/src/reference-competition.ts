import { basename, join } from "node:path";
import { UserError } from "@mlebench/core";
import { existingStats } from "@mlebench/disk";
import { summaries } from "./summaries.generated.js";

function isFile(path: string): boolean {
  return existingStats(path)?.isFile() === true;
}

/** True for a directory that holds a competition as the Python reference and its forks write them. */
export function isReferenceCompetition(directory: string): boolean {
  const has = (name: string): boolean => isFile(join(directory, name));
  return (
    !has("package.json") &&
    (has("config.yaml") || has("config.yml")) &&
    (has("prepare.py") || has("grade.py"))
  );
}

/** What to do with such a directory. */
export function referenceCompetition(directory: string): UserError {
  const id = basename(directory);
  const isIncluded = summaries.some((summary) => summary.id === id);
  return new UserError("This is a competition of the Python reference (config.yaml, prepare.py, grade.py)", {
    file: directory,
    expected: "the directory of a competition package, with package.json and TypeScript in src/",
    hint: isIncluded ? `It is included here: name it by its id, \`${id}\`.` : portIt(id),
  });
}

function portIt(id: string): string {
  return (
    `Port it in a clone of MLE-bench for TypeScript: \`npm run create-competition -- ${id}\` writes a package of the same id; ` +
    "put prepare.py into its src/prepare.ts, grade.py into src/grade.ts, config.yaml into facts/competition.json " +
    "(CONTRIBUTING.md, Adding a competition)."
  );
}
