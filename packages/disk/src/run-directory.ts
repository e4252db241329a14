import { lstatSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Directories that every run of a run group has. */
const directories = new Set(["submission", "logs", "code"]);

/**
 * The directory of a run that some files are in: `RUN` for `RUN/submission/submission.csv` and `RUN/logs`. Undefined if
 * no file is where a run keeps it.
 */
export function findRunDirectory(files: readonly (string | undefined)[], cwd: string): string | undefined {
  for (const file of files) {
    if (file === undefined) continue;
    const path = resolve(cwd, file);
    for (const one of [dirname(path), path]) if (directories.has(basename(one))) return dirname(one);
  }
  return undefined;
}

/** A directory of that run by its name, such as `code`, if it is there and no link. */
export function findInRun(
  name: "logs" | "code",
  files: readonly (string | undefined)[],
  cwd: string,
): string | undefined {
  const run = findRunDirectory(files, cwd);
  if (run === undefined) return undefined;
  const directory = join(run, name);
  try {
    return lstatSync(directory).isDirectory() ? directory : undefined;
  } catch {
    return undefined;
  }
}
