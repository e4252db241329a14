import { accessSync, constants, type Stats, statSync } from "node:fs";
import { basename, resolve, sep } from "node:path";
import { describeMissingSubmission, isPackedName, printable } from "@mlebench/core";

/**
 * A path as Python's `pathlib` spells it, which is how reports show it: no `.` parts, no doubled or trailing
 * separators; `..` stays. Elsewhere than on POSIX the text is returned unchanged.
 */
export function pathlibSpelling(path: string): string {
  if (sep !== "/") return path;
  const root = /^\/\/(?!\/)/.test(path) ? "//" : path.startsWith("/") ? "/" : "";
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return root + parts.join("/") || ".";
}

/** True when the name ends in `.csv`, in any case, and has something before it. */
export function hasCsvSuffix(path: string): boolean {
  const name = basename(path);
  return name.length > ".csv".length && name.toLowerCase().endsWith(".csv");
}

/** Why a submission file cannot be read, and what is found in its place, as a sentence; undefined if it can be. */
export function findSubmissionFileProblem(path: string, cwd: string): string | undefined {
  const file = resolve(cwd, path);
  let stats: Stats | undefined;
  try {
    stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile()) accessSync(file, constants.R_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return `Cannot read the submission \`${printable(path)}\` (${code}).`;
  }
  if (stats === undefined && path === "None") {
    return "No submission: the run produced none (path is `None`).";
  }
  const seen = describeMissingSubmission(file) ?? "";
  if (stats === undefined) return `Submission file \`${printable(path)}\` not found. ${seen}`.trimEnd();
  if (!stats.isFile()) return `The submission \`${printable(path)}\` is not a file. ${seen}`.trimEnd();
  if (!hasCsvSuffix(path)) {
    const fix = isPackedName(path) ? " Extract it and pass the path of the CSV file." : "";
    return `The submission \`${printable(path)}\` is not a CSV file: its name must end in \`.csv\`.${fix}`;
  }
  return undefined;
}
