import { type Dirent, opendirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { quotePath } from "@mlebench/core";
import { findInRun } from "@mlebench/disk";
import { codePointOrder } from "./code-point-order.js";

/** What of a submission's code is compared. */
export interface FoundCode {
  /** Where the code is, absolute, without links. */
  root: string;
  /** Scripts and notebooks, absolute, sorted. */
  files: string[];
  /** How many scripts and notebooks there are, also those that are not in `files`. */
  found: number;
  /** What was left out, and why; sentences. */
  notes: string[];
  /** Whether everything was looked at. */
  isComplete: boolean;
}

export interface CodeLocation {
  codePath?: string;
  submissionPath: string;
  logsPath?: string;
}

export interface FindCodeOptions {
  cwd: string;
  /** Most files that are taken. */
  maxFiles: number;
  /** Most directory entries that are looked at. @default 200000 */
  maxEntries?: number;
}

const codeFile = /\.(py|ipynb)$/i;
/** Copies of libraries and caches, which no agent wrote. */
const skippedDirectories =
  /^(\.git|\.ipynb_checkpoints|__pycache__|node_modules|site-packages|dist-packages|\.?venv|\.tox)$/;
/** Names that say that a version is the one that counts. */
const finalName = /(best|final|main|run|solution|submi|train)[^/]*$/i;

/**
 * Finds the code of a submission: a file, a directory, or a pattern such as `code/v?_*.py`. If the path is missing,
 * everything in the directory `code` of the run is taken.
 * @returns a sentence if there is none
 */
export function findCode(location: CodeLocation, options: FindCodeOptions): FoundCode | string {
  const path = locate(location, options.cwd);
  if (path === undefined) {
    return location.codePath === undefined
      ? "No code: `code_path` is missing, and the run has no directory `code`."
      : `Code ${quotePath(location.codePath)} not found.`;
  }
  if (path.isPattern) return findMatching(path.path, options);
  const root = realpathSync(path.path);
  const stats = statSync(root);
  if (stats.isDirectory()) return select(list(root, options), options);
  if (stats.isFile() && codeFile.test(root))
    return { root, files: [root], found: 1, notes: [], isComplete: true };
  return `Code ${quotePath(path.path)} is neither a script, a notebook, nor a directory.`;
}

/** Where the code of a submission is, without links, or a pattern; undefined if nothing is there. */
export function locateCode(location: CodeLocation, cwd: string): string | undefined {
  const found = locate(location, cwd);
  if (found === undefined || found.isPattern) return found?.path;
  return realpathSync(found.path);
}

function locate(
  { codePath, submissionPath, logsPath }: CodeLocation,
  cwd: string,
): { path: string; isPattern: boolean } | undefined {
  if (codePath !== undefined) {
    const path = resolve(cwd, codePath);
    if (status(path) !== undefined) return { path, isPattern: false };
    if (/[*?]/.test(codePath)) return { path, isPattern: true };
  }
  // `code/train.py` is what few agents write: their code is beside it.
  const submission = submissionPath === "None" ? undefined : submissionPath;
  const path = findInRun("code", [codePath, submission, logsPath], cwd);
  return path === undefined ? undefined : { path, isPattern: false };
}

function status(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function findMatching(pattern: string, options: FindCodeOptions): FoundCode | string {
  const parts = pattern.split(sep);
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const base = fixed.join(sep) || sep;
  if (status(base)?.isDirectory() !== true) return `Code ${quotePath(pattern)} not found.`;
  const root = realpathSync(base);
  const matcher = new RegExp(`^${patternSource(parts.slice(fixed.length).join("/"))}$`);
  const listed = list(root, options);
  const files = listed.files.filter((file) => matcher.test(relative(root, file).split(sep).join("/")));
  if (files.length === 0) return `Code ${quotePath(pattern)} not found: no script or notebook matches.`;
  return select({ ...listed, files }, options);
}

// `*` and `?` stay within a name; two stars are any number of directories.
function patternSource(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|[^*?]/g, (part) => {
    if (part === "**/") return "(?:[^/]+/)*";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[\\^$.+()[\]{}|]/g, "\\$&");
  });
}

interface Listing {
  root: string;
  files: string[];
  notes: string[];
  isComplete: boolean;
}

/** Every script and notebook below a directory. Links are not followed: they could lead anywhere, also in circles. */
function list(root: string, { maxEntries = 200_000 }: FindCodeOptions): Listing {
  const files: string[] = [];
  const notes: string[] = [];
  const waiting = [root];
  let entries = 0;
  let links = 0;
  let isComplete = true;
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    try {
      for (const entry of entriesOf(directory)) {
        if (++entries > maxEntries) {
          notes.push(`Stopped after ${maxEntries} directory entries.`);
          return { root, files, notes, isComplete: false };
        }
        const path = join(directory, entry.name);
        if (entry.isSymbolicLink()) links += Number(codeFile.test(entry.name));
        else if (entry.isDirectory()) {
          if (!skippedDirectories.test(entry.name)) waiting.push(path);
        } else if (entry.isFile() && codeFile.test(entry.name)) files.push(path);
      }
    } catch (error) {
      notes.push(
        `Cannot read the directory ${quotePath(relative(root, directory) || root)} (${(error as NodeJS.ErrnoException).code}).`,
      );
      isComplete = false;
    }
  }
  if (links > 0) notes.push(`Skipped ${links} symbolic ${links === 1 ? "link" : "links"}.`);
  return { root, files, notes, isComplete };
}

/** One entry at a time: a directory may have millions. */
function* entriesOf(directory: string): Generator<Dirent> {
  const handle = opendirSync(directory);
  try {
    for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) yield entry;
  } finally {
    handle.closeSync();
  }
}

/** Agents that search keep hundreds of versions. Of too many, those named as final and the largest are taken. */
function select(
  { root, files, notes, isComplete }: Listing,
  { maxFiles }: FindCodeOptions,
): FoundCode | string {
  if (files.length === 0) {
    return `Code ${quotePath(root)} has no script or notebook.${notes.length > 0 ? ` ${notes.join(" ")}` : ""}`;
  }
  const found = files.length;
  if (found <= maxFiles) return { root, files: files.sort(codePointOrder), found, notes, isComplete };
  const ranked = files
    .map((path) => ({ path, isFinal: finalName.test(path), size: status(path)?.size ?? 0 }))
    .sort(
      (a, b) => Number(b.isFinal) - Number(a.isFinal) || b.size - a.size || codePointOrder(a.path, b.path),
    );
  return {
    root,
    files: ranked
      .slice(0, maxFiles)
      .map(({ path }) => path)
      .sort(codePointOrder),
    found,
    notes: [...notes, `Compared ${maxFiles} of ${found} files: those named as final, then the largest.`],
    isComplete,
  };
}
