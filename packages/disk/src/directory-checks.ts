import { lstatSync, mkdirSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { quotePath, UserError } from "@mlebench/core";
import { temporaryName } from "./atomic-file.js";
import { type ExistingStats, existingStats } from "./stats.js";
import { describeSystemError } from "./system-errors.js";

/** The path, or the nearest one above it, at which anything is. */
function nearestExisting(path: string): { path: string; stats: ExistingStats | undefined } {
  for (let at = resolve(path); ; at = dirname(at)) {
    const stats = existingStats(at);
    if (stats !== undefined || dirname(at) === at || isLink(at)) return { path: at, stats };
  }
}

/** True also for a link that leads nowhere, which is in the way of a directory. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/**
 * Makes sure that a data directory is one, or that one could be there: for commands to call before they begin.
 * @throws UserError when the path, or one above it, is a file or may not be looked at
 */
export function requireDataDirectory(path: string): void {
  requireDirectory(path, "The data directory", "Choose another directory with `--data-dir`.");
}

/**
 * Makes sure that files can be written to a directory, or that it can be made.
 * @param what names it in messages, such as "The output directory"
 * @throws UserError when it, or one above it, is a file, or may not be written to
 */
export function requireWritableDirectory(path: string, what: string, hint?: string): void {
  // `resolve` would take it for the current directory, and writing would fail at the end of all work.
  if (path === "") throw new UserError(`${what} has an empty name`, { expected: "a directory", hint });
  const nearest = requireDirectory(path, what, hint);
  // Permissions are not enough: root has them all, also where nothing can be created, such as in /proc.
  const trial = temporaryName(join(nearest, "trial"));
  try {
    mkdirSync(trial);
    rmdirSync(trial);
  } catch (cause) {
    throw new UserError(
      `${what} ${quotePath(path)} cannot be written to: ${obstacle(cause)} in ${quotePath(nearest)}`,
      { hint, cause },
    );
  }
}

function obstacle(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "no permission";
  // Only where the directory itself takes none.
  if (code === "ENOENT") return "nothing can be created";
  const text = describeSystemError(error)?.what ?? message;
  return `${text[0].toLowerCase()}${text.slice(1)}`;
}

/**
 * Makes sure that a file can be written, and its directory made if need be: for commands that work long before they write.
 * @param what names it in messages, such as "The plot file"
 * @throws UserError when it is a directory, or when files cannot be written beside it
 */
export function requireWritableFile(path: string, what: string, hint?: string): void {
  if (path !== "" && existingStats(path)?.isDirectory())
    throw new UserError(`${what} ${quotePath(path)} is a directory`, { expected: "a file", hint });
  requireWritableDirectory(
    path === "" ? path : dirname(resolve(path)),
    path === "" ? what : `The directory of ${what.replace(/^T/, "t")}`,
    hint,
  );
}

/** @returns the nearest directory that exists */
function requireDirectory(path: string, what: string, hint: string | undefined): string {
  let nearest: ReturnType<typeof nearestExisting>;
  try {
    nearest = nearestExisting(path);
  } catch (cause) {
    throw new UserError(`${what} ${quotePath(path)} cannot be read: ${(cause as Error).message}`, {
      hint,
      cause,
    });
  }
  if (nearest.stats?.isDirectory()) return nearest.path;
  const isItself = nearest.path === resolve(path);
  const kind = nearest.stats === undefined ? "a link that leads nowhere" : "a file";
  const problem = isItself ? `is ${kind}` : `cannot exist: ${quotePath(nearest.path)} is ${kind}`;
  throw new UserError(`${what} ${quotePath(path)} ${problem}`, { expected: "a directory", hint });
}
