import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type CsvSummary, diffCsvSummaries, summarizeCsv } from "./csv-summary.js";
import { contentDigest, md5, visitFiles } from "./file-digests.js";

/** A file. Of Parquet tables, the digest is over names, types and values. */
export interface RecordedFile {
  md5: string;
}

/** A CSV file. */
export type RecordedCsv = RecordedFile & CsvSummary;

/** A folder, or an archive, with more than {@link maxEntries} entries; its path ends with `/`. */
export interface RecordedFolder {
  /** Number of files below it. */
  files: number;
  /** First 8 hex digits of the MD5 over `path LF` of its files. */
  names: string;
  /** {@link folderDigest} of its files. */
  md5: string;
}

export type RecordedEntry = RecordedFile | RecordedCsv | RecordedFolder;

/** What identifies the files below a directory, by path relative to it with forward slashes. */
export type RecordedFiles = Readonly<Record<string, RecordedEntry>>;

/** Folders with more entries than this are recorded as one digest. */
const maxEntries = 8;
/** Larger CSV files are recorded by their MD5 only. */
const maxCsvBytes = 16e6;

/**
 * Digest of many files: MD5 over `path NUL digest LF` in order of path (UTF-16 code units).
 * @param digests 32 hex digits for each path
 */
export function folderDigest(digests: Readonly<Record<string, string>>): string {
  const lines = Object.keys(digests)
    .sort()
    .map((path) => `${path}\0${digests[path]}\n`);
  return md5(lines.join(""));
}

/** Replaces the files of large folders below `prefix` by one entry each. */
function foldFolders(files: RecordedFiles, prefix: string, isRoot: boolean): RecordedFiles {
  const groups = new Map<string, string[]>();
  for (const path of Object.keys(files)) {
    const [first, ...rest] = path.slice(prefix.length).split("/");
    const name = rest.length === 0 ? first : `${first}/`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [path]);
    else group.push(path);
  }
  if (!isRoot && groups.size > maxEntries) {
    const inner = Object.entries(files).map(([path, entry]) => [path.slice(prefix.length), entry] as const);
    const names = inner.map(([path]) => path).sort();
    const entry: RecordedFolder = {
      files: names.length,
      names: md5(names.map((name) => `${name}\n`).join("")).slice(0, 8),
      md5: folderDigest(Object.fromEntries(inner.map(([path, { md5: sum }]) => [path, sum]))),
    };
    return { [prefix]: entry };
  }
  const folded: Record<string, RecordedEntry> = {};
  for (const [name, paths] of groups) {
    const below = Object.fromEntries(paths.map((path) => [path, files[path]]));
    Object.assign(folded, name.endsWith("/") ? foldFolders(below, `${prefix}${name}`, false) : below);
  }
  return folded;
}

/**
 * Describes the files below a directory: one entry per file, one per folder with more than 8 entries.
 * Archives count as folders.
 * @param withCsv whether CSV files get a summary that locates differences
 */
export async function recordFiles(directory: string, withCsv: boolean): Promise<RecordedFiles> {
  const files: Record<string, RecordedEntry> = {};
  await visitFiles(directory, async (path, file) => {
    const isCsv = withCsv && path.endsWith(".csv") && statSync(file).size <= maxCsvBytes;
    const summary = isCsv ? summarizeCsv(readFileSync(file, "utf8")) : undefined;
    files[path] = { md5: await contentDigest(file), ...summary };
  });
  return foldFolders(files, "", true);
}

/** {@link recordFiles} of `public/` and `private/` of a prepared directory. */
export async function recordPrepared(directory: string): Promise<RecordedFiles> {
  const files: Record<string, RecordedEntry> = {};
  for (const side of ["private", "public"]) {
    for (const [path, entry] of Object.entries(await recordFiles(join(directory, side), true))) {
      files[`${side}/${path}`] = entry;
    }
  }
  return files;
}

const isFolder = (entry: RecordedEntry): entry is RecordedFolder => "files" in entry;
const isCsv = (entry: RecordedEntry): entry is RecordedCsv => "rows" in entry;

/** Number of files at or below a path. */
function countFiles(files: RecordedFiles, path: string): number {
  return Object.entries(files)
    .filter(([other]) => other.startsWith(path))
    .reduce((count, [, entry]) => count + (isFolder(entry) ? entry.files : 1), 0);
}

function diffEntries(actual: RecordedEntry, expected: RecordedEntry): string {
  if (isFolder(actual) && isFolder(expected)) {
    if (actual.files !== expected.files) return `${actual.files} files, expected ${expected.files}`;
    return actual.names === expected.names
      ? `same ${actual.files} filenames, other contents`
      : `${actual.files} files, some with other names`;
  }
  return isCsv(actual) && isCsv(expected) ? diffCsvSummaries(actual, expected) : "other content";
}

/** In what files differ from recorded ones, one clause for each file or folder; empty if in nothing. */
export function diffFiles(actual: RecordedFiles, expected: RecordedFiles): string[] {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort();
  /** Folders that only one side has as one entry, because the other has few files there. */
  const folders = paths.filter((path) => path.endsWith("/") && !(path in actual && path in expected));
  return paths.flatMap((path) => {
    const [ours, theirs] = [actual[path], expected[path]];
    if (folders.some((folder) => path !== folder && path.startsWith(folder))) return [];
    if (folders.includes(path)) {
      return [`\`${path}\`: ${countFiles(actual, path)} files, expected ${countFiles(expected, path)}`];
    }
    if (ours === undefined) return [`\`${path}\`: missing`];
    if (theirs === undefined) return [`\`${path}\`: not expected`];
    return ours.md5 === theirs.md5 ? [] : [`\`${path}\`: ${diffEntries(ours, theirs)}`];
  });
}
