import { type Dirent, opendirSync, readlinkSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { quoteName, quotePath } from "./printable.js";

/** More entries of a directory are not read: the sentence shows 8. */
const mostRead = 1000;
const mostShown = 8;

/** Endings of files that hold a submission in some packing. */
const packings = [".gz", ".zip", ".bz2", ".xz", ".zst", ".7z", ".tar", ".tgz"];

/** True for a name such as `submission.csv.gz`. */
export function isPackedName(name: string): boolean {
  return packings.some((ending) => name.toLowerCase().endsWith(ending));
}

/**
 * Says what is where a submission file should be and is not: the nearest directory that exists with up to 8 of its
 * entries, and what to do when one of them is likely to be what was meant (packed, in another case, in a folder below,
 * the only other CSV file). For a directory in place of the file: what is in it. Undefined when `path` is a file.
 * The sentences are for the report and the terminal of whoever runs the benchmark. Never throws.
 * @param path absolute, or relative to the working directory
 */
export function describeMissingSubmission(path: string): string | undefined {
  const file = resolve(path);
  const name = basename(file);
  const found = statOf(file);
  if (found?.isFile()) return undefined;
  if (found?.isDirectory()) return sentences(listing(file), suggestInside(file));
  if (found !== undefined) return `${quoteName(name)} is a special file, such as a pipe or a device.`;
  const target = linkTarget(file);
  if (target !== undefined) {
    return `${quoteName(name)} is a symbolic link to ${quotePath(target)}, which does not exist.`;
  }
  const parent = dirname(file);
  const directory = nearestDirectory(parent);
  const absent = directory === parent ? undefined : `The directory ${quotePath(parent)} does not exist.`;
  return sentences(absent, listing(directory), suggestBeside(directory, name));
}

/** Undefined for what is not there or may not be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function sentences(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(" ");
}

function nearestDirectory(path: string): string {
  let at = path;
  while (!statOf(at)?.isDirectory() && dirname(at) !== at) at = dirname(at);
  return at;
}

/** Sorted by name; undefined when the directory may not be read. */
function entriesOf(directory: string): { entries: Dirent[]; more: boolean } | undefined {
  const entries: Dirent[] = [];
  try {
    const handle = opendirSync(directory);
    try {
      for (let entry = handle.readSync(); entry !== null; entry = handle.readSync()) {
        if (entries.length === mostRead) return { entries, more: true };
        entries.push(entry);
      }
    } finally {
      handle.closeSync();
    }
  } catch {
    return undefined;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { entries, more: false };
}

function listing(directory: string): string {
  const found = entriesOf(directory);
  const name = quotePath(directory);
  if (found === undefined) return `The directory ${name} cannot be read.`;
  const { entries, more } = found;
  if (entries.length === 0) return `The directory ${name} is empty.`;
  const shown = entries.slice(0, mostShown).map((entry) => quoteName(entryName(entry)));
  const rest = entries.length - shown.length;
  const tail = rest === 0 ? "" : more ? ", and more" : `, and ${rest} more`;
  return `The directory ${name} contains ${shown.join(", ")}${tail}.`;
}

function entryName(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

function isFileAt(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

/** What the wanted file may be among the entries of the directory where it should be. */
function suggestBeside(directory: string, wanted: string): string | undefined {
  const entries = entriesOf(directory)?.entries ?? [];
  const files = entries.filter((entry) => isFileAt(join(directory, entry.name))).map((entry) => entry.name);
  const lower = wanted.toLowerCase();
  const otherCase = files.find((name) => name.toLowerCase() === lower);
  if (otherCase !== undefined) return `Rename ${quoteName(otherCase)} to ${quoteName(wanted)}.`;
  const packed = files.find((name) => packings.some((ending) => name.toLowerCase() === lower + ending));
  if (packed !== undefined) return `Unpack ${quoteName(packed)} to ${quoteName(wanted)}.`;
  for (const entry of entries) {
    const inside = entry.isDirectory() ? fileInside(join(directory, entry.name), lower) : undefined;
    if (inside !== undefined) return `Move ${quoteName(join(entry.name, inside))} to ${quoteName(wanted)}.`;
  }
  const tables = files.filter((name) => name.toLowerCase().endsWith(".csv"));
  if (tables.length === 1)
    return `If ${quoteName(tables[0])} is the submission, rename it to ${quoteName(wanted)}.`;
  return undefined;
}

function suggestInside(directory: string): string | undefined {
  const files = (entriesOf(directory)?.entries ?? []).filter(({ name }) => isFileAt(join(directory, name)));
  const tables = files.filter(({ name }) => name.toLowerCase().endsWith(".csv"));
  if (tables.length !== 1) return undefined;
  return `Give the path of the file: ${quotePath(join(directory, tables[0].name))}.`;
}

/** The file of that name, in any case, directly in a directory. */
function fileInside(directory: string, lowerName: string): string | undefined {
  const entries = entriesOf(directory)?.entries ?? [];
  return entries.find(({ name }) => name.toLowerCase() === lowerName && isFileAt(join(directory, name)))
    ?.name;
}
