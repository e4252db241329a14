import { existsSync, lstatSync, opendirSync, statSync } from "node:fs";
import { join } from "node:path";
import { findInRun, findRunDirectory } from "@mlebench/disk";
import type { SubmissionLine } from "@mlebench/grading";

/** Where the parts of a run are. */
export interface RunPaths {
  submissionPath?: string;
  logsPath?: string;
  codePath?: string;
  /** What a list names and is not there, and what is read in its place. */
  notes: string[];
  /** Whether something that a list names is not there, and nothing is read in its place. */
  isMissing: boolean;
}

/** Whether a list names a path: the reference writes `None` for none. */
const isListed = (path: string | undefined): path is string => path !== undefined && path !== "None";

const existing = (path: string | undefined): string | undefined =>
  isListed(path) && existsSync(path) ? path : undefined;

/** The runner's own log of a run, with what the agent printed. */
const runLog = "run.log";

/**
 * Finds logs and code of a run. Where a list names none, or a file that no agent wrote, the directories of the run are
 * taken; without any log, what the agent printed.
 */
export function locateSources(line: SubmissionLine, cwd = process.cwd()): RunPaths {
  const files = [line.submissionPath, line.logsPath, line.codePath].map((path) =>
    isListed(path) ? path : undefined,
  );
  const found: RunPaths = { notes: [], isMissing: false };
  const submissionPath = existing(line.submissionPath);
  if (submissionPath !== undefined) found.submissionPath = submissionPath;
  for (const [key, name] of [
    ["logsPath", "logs"],
    ["codePath", "code"],
  ] as const) {
    const listed = existing(line[key]);
    const path =
      (listed !== undefined && !(name === "logs" && isEmptyDirectory(listed)) ? listed : undefined) ??
      nonEmpty(findInRun(name, files, cwd)) ??
      (name === "logs" ? printedBy(files, cwd) : undefined) ??
      listed;
    if (path !== undefined) found[key] = path;
    const missing = `${name === "logs" ? "Logs" : "Code"} not found: ${line[key]}`;
    if (path === undefined && isListed(line[key])) {
      found.isMissing = true;
      found.notes.push(missing);
    } else if (path !== undefined && isListed(line[key]) && listed === undefined)
      found.notes.push(`${missing}. Read instead: ${path}`);
    else if (path === undefined) found.notes.push(`No ${name} listed`);
    else if (path !== line[key]) found.notes.push(`Read as ${name}: ${path}`);
  }
  return found;
}

const nonEmpty = (path: string | undefined): string | undefined =>
  path === undefined || isEmptyDirectory(path) ? undefined : path;

function isEmptyDirectory(path: string): boolean {
  try {
    if (!statSync(path).isDirectory()) return false;
    const directory = opendirSync(path);
    try {
      return directory.readSync() === null;
    } finally {
      directory.closeSync();
    }
  } catch {
    return false;
  }
}

function printedBy(files: readonly (string | undefined)[], cwd: string): string | undefined {
  const run = findRunDirectory(files, cwd);
  if (run === undefined) return undefined;
  const path = join(run, runLog);
  try {
    return lstatSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}
