import { structuredPatch } from "diff";
import { listDirectory, pathInside, readText, withFile } from "./safe-file.js";
import { shownText } from "./text-part.js";
import { attemptDirectories } from "./transcripts.js";

/** Lines of a difference with what they are: `+` added, `-` removed, a space for both, `@` for what is left out. */
export interface DiffLine {
  readonly kind: "+" | "-" | " " | "@";
  readonly text: string;
}

/** A file that is not the same in two directories. */
export interface ChangedFile {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed" | "not compared";
}

const maxFileBytes = 1 << 20;
const maxFiles = 5000;
/** Of all files together; files of different sizes differ without being read. */
const maxComparedBytes = 64 << 20;
const maxLines = 5000;

/** Directories of a run that hold its code: that of each failed attempt, then that of the last one. */
export function codeDirectories(run: string): string[] {
  return [...attemptDirectories(run).map((attempt) => `${attempt}/code`), "code"].filter(
    (path) => listDirectory(run, path) !== undefined,
  );
}

/** Files that differ between two directories of a run, and whether not all were looked at. */
export function changedFiles(
  run: string,
  before: string,
  after: string,
): { files: ChangedFile[]; isPartial: boolean } {
  const old = filesBelow(run, before);
  const current = filesBelow(run, after);
  const paths = [...new Set([...old.paths, ...current.paths])].sort();
  let budget = maxComparedBytes;
  const files = paths.flatMap((path): ChangedFile[] => {
    if (!old.paths.has(path)) return [{ path, kind: "added" }];
    if (!current.paths.has(path)) return [{ path, kind: "removed" }];
    const [a, b] = [before, after].map((directory) => sizeOf(run, `${directory}/${path}`));
    if (a !== b) return [{ path, kind: "changed" }];
    if (a === undefined || a > maxFileBytes || a > budget) return [{ path, kind: "not compared" }];
    budget -= a;
    const [one, other] = [before, after].map((directory) =>
      readText(run, `${directory}/${path}`, maxFileBytes),
    );
    return one === other ? [] : [{ path, kind: "changed" }];
  });
  return { files, isPartial: old.isPartial || current.isPartial };
}

/** How one file differs between two directories; undefined where it is in neither, too large, or no text. */
export function fileChanges(
  run: string,
  before: string,
  after: string,
  path: string,
): DiffLine[] | undefined {
  const [a, b] = [before, after].map((directory) => `${directory}/${path}`);
  if (pathInside(run, a) === undefined && pathInside(run, b) === undefined) return undefined;
  const texts = [a, b].map((file) =>
    pathInside(run, file) === undefined ? "" : readText(run, file, maxFileBytes),
  );
  const [old, current] = texts;
  if (old === undefined || current === undefined || `${old}${current}`.includes("\0")) return undefined;
  return textChanges(old, current);
}

/** How a text differs from another; undefined where comparing them takes too long. */
export function textChanges(before: string, after: string): DiffLine[] | undefined {
  const patch = structuredPatch("", "", shownText(before), shownText(after), "", "", {
    context: 3,
    timeout: 2000,
    maxEditLength: 20_000,
  });
  if (patch === undefined) return undefined;
  const lines = patch.hunks.flatMap((hunk) => [
    {
      kind: "@" as const,
      text: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    },
    ...hunk.lines.map((line): DiffLine => {
      const mark = line[0];
      return { kind: mark === "+" || mark === "-" ? mark : mark === " " ? " " : "@", text: line.slice(1) };
    }),
  ]);
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines), { kind: "@", text: `${lines.length - maxLines} more lines` }];
}

function sizeOf(run: string, path: string): number | undefined {
  return withFile(run, path, ({ stats }) => stats.size);
}

function filesBelow(run: string, directory: string): { paths: Set<string>; isPartial: boolean } {
  const paths = new Set<string>();
  const waiting = [""];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const prefix = at === "" ? "" : `${at}/`;
    for (const { name, isDirectory, isFile } of listDirectory(run, `${directory}${at && `/${at}`}`) ?? []) {
      if (paths.size >= maxFiles) return { paths, isPartial: true };
      if (isDirectory) waiting.push(`${prefix}${name}`);
      else if (isFile) paths.add(`${prefix}${name}`);
    }
  }
  return { paths, isPartial: false };
}
