import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { type Competition, type CompetitionPaths, describeNames, UserError } from "@mlebench/core";
import { describeEntries, foldedName } from "@mlebench/disk";
import { isDirectory, isFile, isNonEmptyDirectory } from "../work-directories.js";
import {
  findRawRoot,
  folderOnDisk,
  isClutter,
  mayBeWrapped,
  type RawLayout,
  rawLayout,
} from "./raw-layout.js";

/**
 * Where raw data comes from: archives to extract, one on top of the other, a directory to copy, or the data
 * directory's own `raw/`.
 */
export type RawSource =
  | { kind: "archive"; paths: readonly [string, ...string[]] }
  | { kind: "directory"; path: string }
  | { kind: "own" };

/**
 * Locates the raw data that `--from` names: an archive, or a directory with `ID.zip`, the parts of it, `ID/ID.zip`,
 * `ID/raw`, `raw` (only if nothing else is there) or `ID` (only among directories), else the raw files themselves, at
 * any depth below folders that contain nothing else. Case and Unicode form of names do not matter.
 * @throws UserError if it is missing, is empty, contains no raw file, or contains the data directory
 */
export async function locateSource(
  from: string,
  competition: Competition,
  paths: CompetitionPaths,
): Promise<RawSource> {
  const path = resolve(from);
  if (isFile(path)) return { kind: "archive", paths: [path] };
  if (!isDirectory(path)) {
    throw new UserError("Raw data not found", {
      file: path,
      expected: "the competition's archive, or a directory with its raw files",
      hint: "Check `--from`.",
    });
  }
  const { id } = competition.facts;
  const own = entryLike(path, id);
  const archives = archivesIn(path, id) ?? (own === undefined ? undefined : archivesIn(join(path, own), id));
  if (archives !== undefined) return { kind: "archive", paths: archives };

  const start = rawDirectoryIn(path, id, own);
  if (!isNonEmptyDirectory(start)) {
    throw new UserError("Directory is empty", {
      file: start,
      expected: `\`${id}.zip\` or the raw files of \`${id}\``,
      hint: "Check `--from`.",
    });
  }
  if (isDirectory(paths.raw) && realpathSync(paths.raw) === realpathSync(start)) return { kind: "own" };
  const layout = await rawLayout(competition);
  const way = layout === undefined ? [] : findRawRoot(folderOnDisk(start), layout, id);
  if (way === undefined && start === path && mayBeWrapped(folderOnDisk(path))) {
    const [inner] = visibleIn(path);
    return locateSource(join(path, inner), competition, paths);
  }
  const isTop = layout !== undefined && way?.length === 0;
  if (way === undefined || (start === path && !isTop && isMirror(path))) throw noRawFiles(id, start, layout);
  const directory = join(start, ...(way ?? []));
  const inside = relative(realpathSync(directory), realPath(paths.home));
  if (inside === "" || !inside.startsWith("..")) {
    throw new UserError("The data directory is inside the directory of raw files", {
      file: directory,
      hint: "Point `--from` at the raw files alone.",
    });
  }
  return { kind: "directory", path: directory };
}

function noRawFiles(id: string, directory: string, layout: RawLayout | undefined): UserError {
  const what = isMirror(directory)
    ? `Directory contains raw data of other competitions, but none of \`${id}\``
    : `No raw data of \`${id}\` found`;
  const files = layout === undefined ? "" : `, or raw files such as ${describeNames(layout.top)}`;
  return new UserError(what, {
    file: directory,
    expected: `\`${id}.zip\`, \`${id}/${id}.zip\`, \`${id}/raw/\`${files}`,
    hint: `The directory contains ${describeEntries(directory)}.`,
  });
}

/** Name of the entry that equals `name` except for case and Unicode form; an exact match first. */
function entryLike(directory: string, name: string): string | undefined {
  if (existsSync(join(directory, name))) return name;
  return readdirSync(directory).find((entry) => foldedName(entry) === foldedName(name));
}

const archiveEnding = /\.(zip|7z|tar|tgz|tar\.gz)$/i;
/** What browsers, file managers and cloud drives add to the name of a copy or of a part. */
const partEnding = /^[\s._(-](?:[\s._()-]|\d+|part|pt|vol|of|copy|t|z)*$/;

/** The competition's archive in a directory; if none has exactly that name, its copies or parts, in order. */
function archivesIn(directory: string, id: string): [string, ...string[]] | undefined {
  if (!isDirectory(directory)) return undefined;
  const named = readdirSync(directory)
    .filter((name) => archiveEnding.test(name) && isFile(join(directory, name)))
    .map((name) => ({ path: join(directory, name), stem: foldedName(name.replace(archiveEnding, "")) }))
    .filter(({ stem }) => stem.startsWith(foldedName(id)))
    .map(({ path, stem }) => ({ path, rest: stem.slice(foldedName(id).length) }));
  const exact = named.filter(({ rest }) => rest === "").map(({ path }) => path);
  const zip = exact.find((path) => basename(path) === `${id}.zip`) ?? exact[0];
  if (zip !== undefined) return [zip];
  const [first, ...rest] = named
    .filter((one) => partEnding.test(one.rest))
    .map(({ path }) => path)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return first === undefined ? undefined : [first, ...rest];
}

/** Real path of a path that need not exist yet. */
function realPath(path: string): string {
  const parent = dirname(path);
  if (parent === path || existsSync(path)) return realpathSync(path);
  return join(realPath(parent), basename(path));
}

/** Names in a competition's directory of a data directory. */
const ownEntries = ["raw", "prepared", "reference", "leaderboard.csv", "kernels", "kernels.txt"];

/** Whether this is a directory of several competitions: at least one entry contains raw data in the usual place. */
function isMirror(path: string): boolean {
  return readdirSync(path).some(
    (name) =>
      isDirectory(join(path, name)) &&
      (isFile(join(path, name, `${name}.zip`)) || isDirectory(join(path, name, "raw"))),
  );
}

function rawDirectoryIn(path: string, id: string, own: string | undefined): string {
  const nested = join(path, own ?? id, "raw");
  if (isNonEmptyDirectory(nested)) return nested;
  const visible = visibleIn(path);
  if (isDirectory(join(path, "raw")) && visible.every(isOwn)) return join(path, "raw");
  const extracted = join(path, own ?? id);
  const holdsDirectoriesOnly = visible.every((name) => isDirectory(join(path, name)));
  const isExtracted = holdsDirectoriesOnly && own !== undefined && visible.includes(own);
  return isExtracted && !visibleIn(extracted).every(isOwn) ? extracted : path;
}

const visibleIn = (path: string): string[] => readdirSync(path).filter((name) => !isClutter(name));
const isOwn = (name: string): boolean => ownEntries.includes(name);
