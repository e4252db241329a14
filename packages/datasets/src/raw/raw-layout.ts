import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import type { Competition } from "@mlebench/core";
import { entriesBelow, foldedName } from "@mlebench/disk";

/** Names of a competition's raw files, taken from its smallest miniature. */
export interface RawLayout {
  /** Names of the files and folders at the top, as on Kaggle. */
  readonly top: readonly string[];
  /** Paths of all files, with names folded. */
  readonly files: ReadonlySet<string>;
  /** Filename extensions in each folder, by the folder's folded path. */
  readonly endings: ReadonlyMap<string, ReadonlySet<string>>;
}

const layouts = new WeakMap<Competition, Promise<RawLayout | undefined>>();

/** Layout of a competition's raw files; undefined if its package cannot make a miniature. */
export function rawLayout(competition: Competition): Promise<RawLayout | undefined> {
  const known = layouts.get(competition);
  if (known !== undefined) return known;
  const found = findLayout(competition).catch(() => undefined);
  layouts.set(competition, found);
  return found;
}

async function findLayout(competition: Competition): Promise<RawLayout | undefined> {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-layout-"));
  try {
    const out = join(directory, "raw");
    mkdirSync(out);
    await competition.miniature.write({ out, seed: 0, size: competition.miniature.minSize });
    const entries = readdirSync(out, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(out, join(entry.parentPath, entry.name)).split(sep).join("/"));
    const endings = new Map<string, Set<string>>();
    for (const path of paths) {
      const folder = foldedName(parentOf(path));
      endings.set(folder, (endings.get(folder) ?? new Set()).add(endingOf(path)));
    }
    // A file that is not on Kaggle says nothing about where Kaggle's files are.
    const extra = (competition.facts.extraRawFiles ?? []).map(({ name }) => name);
    const top = readdirSync(out).filter((name) => !extra.includes(name));
    return top.length === 0 ? undefined : { top, files: new Set(paths.map(foldedName)), endings };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const parentOf = (path: string): string => (path.includes("/") ? dirname(path) : "");
const endingOf = (path: string): string => /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? "";

/** Extension that Kaggle adds to the name of a file that it zips alone. */
const zipEnding = ".zip";
const archiveEnding = /\.(zip|7z|tar|tgz|tar\.gz|gz)$/i;

/**
 * Whether at least one of the names at the top of a folder is a raw file's: itself, zipped alone, or the directory of an
 * extracted archive.
 */
export function holdsRawFiles(layout: RawLayout, names: readonly string[]): boolean {
  const wanted = new Set(
    layout.top.map(foldedName).flatMap((name) => {
      const unpacked = name.replace(archiveEnding, "");
      return unpacked === name ? [name, `${name}${zipEnding}`] : [name, `${name}${zipEnding}`, unpacked];
    }),
  );
  return names.some((name) => wanted.has(foldedName(name)));
}

/** Whether a zip such as `train.csv.zip` is not a raw file, but the file in it is. */
export function isPackedAlone(layout: RawLayout, path: string): boolean {
  if (endingOf(path) !== zipEnding || layout.files.has(foldedName(path))) return false;
  const inner = path.slice(0, -zipEnding.length);
  if (layout.files.has(foldedName(inner))) return true;
  const endings = layout.endings.get(foldedName(parentOf(path)));
  return endings?.has(endingOf(inner)) === true && !endings.has(zipEnding);
}

/** Whether macOS or Windows left the file in a folder or zip, or it is hidden. */
export const isClutter = (name: string): boolean =>
  name.startsWith(".") || ["__macosx", "thumbs.db", "desktop.ini"].includes(name.toLowerCase());

/** A folder, on disk or in an archive's table of contents. */
export interface Folder {
  /** Names of its entries. */
  names: () => string[];
  isFolder: (name: string) => boolean;
  enter: (name: string) => Folder;
}

/** A folder of paths with `/`. */
export function folderOfPaths(entries: Iterable<{ path: string; isDirectory: boolean }>, start = ""): Folder {
  let known: Map<string, boolean> | undefined;
  /** Names of the entries, and whether each is a folder. */
  const inside = (): Map<string, boolean> => {
    if (known !== undefined) return known;
    known = new Map();
    for (const { path, isDirectory } of entries) {
      if (!path.startsWith(start)) continue;
      const slash = path.indexOf("/", start.length);
      const name = path.slice(start.length, slash === -1 ? undefined : slash);
      if (slash !== -1 || isDirectory) known.set(name, true);
      else if (!known.has(name)) known.set(name, false);
    }
    return known;
  };
  return {
    names: () => [...inside().keys()],
    isFolder: (name) => inside().get(name) === true,
    enter: (name) => folderOfPaths(entries, `${start}${name}/`),
  };
}

/** A folder on disk. */
export function folderOnDisk(directory: string): Folder {
  return {
    names: () => readdirSync(directory),
    isFolder: (name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory() === true,
    enter: (name) => folderOnDisk(join(directory, name)),
  };
}

const maxDepth = 8;
/** Not searched: some prepared files have the names of raw files. */
const preparedName = "prepared";

/**
 * Finds where raw files begin below a folder: there, in its only folder, or in one named `raw` or after the
 * competition's ID, and so on.
 * @returns names of the folders on the way; undefined if no raw file is found
 */
export function findRawRoot(folder: Folder, layout: RawLayout, id: string): string[] | undefined {
  let here = folder;
  const way: string[] = [];
  while (way.length <= maxDepth) {
    const names = here.names().filter((name) => !isClutter(name));
    if (holdsRawFiles(layout, names)) return way;
    const folders = names.filter((name) => here.isFolder(name) && name !== preparedName);
    const next =
      names.length === 1
        ? folders[0]
        : folders.find((name) => [foldedName(id), "raw"].includes(foldedName(name)));
    if (next === undefined) return undefined;
    way.push(next);
    here = here.enter(next);
  }
  return undefined;
}

/** Whether a folder contains only one folder and clutter, so that the raw files may begin further down. */
export function mayBeWrapped(folder: Folder): boolean {
  const names = folder.names().filter((name) => !isClutter(name));
  return names.length === 1 && folder.isFolder(names[0]);
}

/** Paths of zips below a folder of raw files that contain one raw file each. */
export function zipsOfSingleFiles(directory: string, layout: RawLayout): string[] {
  const found: string[] = [];
  for (const { path, entry } of entriesBelow(directory)) {
    if (!entry.isFile() || endingOf(entry.name) !== zipEnding) continue;
    if (isPackedAlone(layout, path)) found.push(join(directory, path));
  }
  return found;
}
