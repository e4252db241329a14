import { existsSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { describeMissingSubmission, gitLfsHint, isGitLfsPointer } from "@mlebench/core";
import { cannotWrite, replaceFileSync } from "@mlebench/disk";
import { joinPaths, systemPath } from "./path-spelling.js";
import { pythonLine } from "./python-line.js";
import { readRunGroup } from "./run-group.js";

export interface MakeSubmissionOptions {
  /** A run group's `metadata.json`, the reference's or ours, or the run group's directory. */
  metadataPath: string;
  /** @default "submission.jsonl" */
  output?: string;
  /** Where a run's submission is, relative to the run's directory. @default "submission/submission.csv" */
  relativeSubmissionPath?: string;
  /** A file or a directory. @default "logs/agent.log" */
  relativeLogPath?: string;
  /** A file or a directory. @default "code/train.py" */
  relativeCodePath?: string;
  /**
   * Also takes a file that is, through links, outside its run's directory. An agent can make such a link, and grading
   * would read whatever it leads to. @default false
   */
  followLinks?: boolean;
  /** What relative paths are relative to. @default process.cwd() */
  cwd?: string;
}

/** One run and what was found of it; paths as they stand in the list. */
export interface SubmittedRun {
  runId: string;
  competitionId: string;
  submissionPath: string | null;
  logsPath: string | null;
  codePath: string | null;
  /** What is in place of a submission that is missing, and why a file that is there was not taken, or is no file. */
  notes: string[];
}

export interface MakeSubmissionResult {
  output: string;
  /** One for each line written. */
  runs: SubmittedRun[];
  /** Ids of runs without a submission; their lines hold null. */
  missing: string[];
  /** How many planned runs the metadata do not list, since they have not begun. */
  notBegun: number;
}

/**
 * Lists the submissions of a run group for `mlebench grade`: one JSON object per run with `competition_id`,
 * `submission_path`, `logs_path` and `code_path`, null for what is not there. The list is written completely or not at all.
 * Where a directory is given and holds no `metadata.json`, as a runner that was killed leaves it, its runs are the
 * directories named `<competition id>_<UUID>`.
 * @throws UserError when the metadata cannot be read or the list cannot be written
 */
export function makeSubmission(options: MakeSubmissionOptions): MakeSubmissionResult {
  const cwd = options.cwd ?? process.cwd();
  const output = options.output ?? "submission.jsonl";
  const group = readRunGroup(options.metadataPath, cwd);
  const runs = group.runs.map(({ id, competitionId }) => {
    const directory = joinPaths(group.directory, id);
    const notes: string[] = [];
    const find = (path: string, takesDirectories: boolean): string | null => {
      const { followLinks = false } = options;
      const found = findFile(directory, path, { cwd, followLinks, takesDirectories });
      if (found.note !== undefined) notes.push(found.note);
      return found.path;
    };
    const findSubmission = (path: string): string | null => {
      const found = find(path, false);
      const seen = noteOnSubmission(path, systemPath(joinPaths(directory, path), cwd));
      if (seen === undefined) return found;
      if (notes.length === 0) notes.push(seen);
      // A note on a file that was not taken says already why; one on a directory does not say what is in it.
      else if (found !== null) notes[0] += ` ${seen}`;
      return found;
    };
    return {
      runId: id,
      competitionId,
      submissionPath: findSubmission(options.relativeSubmissionPath ?? "submission/submission.csv"),
      logsPath: find(options.relativeLogPath ?? "logs/agent.log", true),
      codePath: find(options.relativeCodePath ?? "code/train.py", true),
      notes,
    };
  });
  writeWhole(systemPath(output, cwd), runs.map((run) => `${submissionLine(run)}\n`).join(""));
  const missing = runs.filter((run) => run.submissionPath === null).map((run) => run.runId);
  return { output, runs, missing, notBegun: Math.max(0, group.planned - runs.length) };
}

/** What is in place of a submission; undefined when a file is there that grading can read. */
function noteOnSubmission(path: string, file: string): string | undefined {
  const seen = describeMissingSubmission(file);
  if (seen !== undefined) return existsSync(file) ? seen : `${path} is missing. ${seen}`;
  try {
    return isGitLfsPointer(file) ? `${path} is a Git-LFS pointer. ${gitLfsHint}` : undefined;
  } catch {
    return undefined;
  }
}

function submissionLine({ competitionId, submissionPath, logsPath, codePath }: SubmittedRun): string {
  return pythonLine({
    competition_id: competitionId,
    submission_path: submissionPath,
    logs_path: logsPath,
    code_path: codePath,
  });
}

function findFile(
  directory: string,
  path: string,
  // Audits read directories of logs and code.
  { cwd, followLinks, takesDirectories }: { cwd: string; followLinks: boolean; takesDirectories: boolean },
): { path: string | null; note?: string } {
  const spelled = joinPaths(directory, path);
  const file = systemPath(spelled, cwd);
  const root = systemPath(directory, cwd);
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return { path: null };
    // Where the caller's own path leads out, it is meant to.
    if (!followLinks && isInside(file, root) && !isInside(realpathSync(file), realpathSync(root))) {
      return {
        path: null,
        note: `${path} is a link to a path outside the run's directory and was skipped.`,
      };
    }
    const isTaken = stats.isFile() || (takesDirectories && stats.isDirectory());
    return isTaken ? { path: spelled } : { path: spelled, note: `${path} is not a file.` };
  } catch (error) {
    return { path: null, note: `${path} cannot be read (${(error as NodeJS.ErrnoException).code}).` };
  }
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function writeWhole(path: string, text: string): void {
  try {
    // A rename would replace /dev/stdout.
    const isSpecial = statSync(path, { throwIfNoEntry: false })?.isFile() === false;
    if (isSpecial) writeFileSync(path, text);
    else replaceFileSync(path, (temporary) => writeFileSync(temporary, text));
  } catch (cause) {
    throw cannotWrite("list of submissions", cause, path);
  }
}
