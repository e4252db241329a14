import type { Dirent, Stats } from "node:fs";
import { opendir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isMlebenchError, type LinkMode, type Progress, UserError } from "@mlebench/core";
import { isSystemError, isTemporaryName, pauses, systemError } from "@mlebench/disk";
import { createFileCalls, createPlacer, type FileCalls, type Placement } from "@mlebench/disk/place-file";
import { refuseGitLfsPointer } from "./git-lfs.js";

/** A file and where it should be too. */
export interface LinkPair {
  from: string;
  to: string;
}

export interface LinkOptions {
  /**
   * "reflink" shares blocks until one side is written, "hard" shares the file itself, "copy" shares nothing; "auto"
   * takes the first of the three that the file system can do, and "clone" the first of "reflink" and "copy", so that
   * neither side can be changed through the other.
   *
   * A hard link is one file under two names: writing to `to` changes `from`. Mount prepared data read-only
   * for agents, or use "copy".
   */
  mode: LinkMode;
  /** Says where a source is that is missing under its name. */
  locate?: (from: string) => string;
  onProgress?: (progress: Progress) => void;
}

/** How many files came to their place in which way. */
export interface LinkSummary {
  files: number;
  reflinked: number;
  hardLinked: number;
  copied: number;
  /** Size of all files that share their blocks with their source. */
  linkedBytes: number;
}

const inFlight = 64;
const progressInterval = 100;

/**
 * Puts every file also at its second place, without copying its bytes where the file system allows. Directories above
 * are made; what is at the place already is replaced, in one step. Reads nothing but what has to be copied.
 * @throws UserError when a source is missing or no file, or when the disk refuses
 */
export async function linkFiles(
  pairs: Iterable<LinkPair> | AsyncIterable<LinkPair>,
  options: LinkOptions,
): Promise<LinkSummary> {
  return await linkAll(pairs, createLinker(options, createFileCalls()));
}

async function linkAll(
  pairs: Iterable<LinkPair> | AsyncIterable<LinkPair>,
  linker: Linker,
): Promise<LinkSummary> {
  const { draw, stop } = drawing(pairs);
  let failed = false;
  const pause = pauses();
  const work = async () => {
    try {
      while (!failed) {
        await pause();
        const { done, value } = await draw();
        if (done) return;
        await linker.place(resolve(value.from), resolve(value.to));
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: inFlight }, work));
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  return linker.finish();
}

/** For several workers that draw from one iterator. */
function drawing(pairs: Iterable<LinkPair> | AsyncIterable<LinkPair>): {
  draw: () => IteratorResult<LinkPair> | Promise<IteratorResult<LinkPair>>;
  stop: () => unknown;
} {
  if (!(Symbol.asyncIterator in pairs)) {
    const iterator = pairs[Symbol.iterator]();
    return { draw: () => iterator.next(), stop: () => iterator.return?.() };
  }
  const iterator = pairs[Symbol.asyncIterator]();
  // Drawing is serialised, because generators allow one call at a time.
  let turn: Promise<unknown> = Promise.resolve();
  const draw = (): Promise<IteratorResult<LinkPair>> => {
    const next = turn.then(() => iterator.next());
    turn = next.catch(() => undefined);
    return next;
  };
  return { draw, stop: () => iterator.return?.() };
}

/**
 * {@link linkFiles} for everything below a directory; symbolic links are followed, empty directories are made too.
 * @throws UserError when `from` is missing or no directory
 */
export async function linkDirectory(from: string, to: string, options: LinkOptions): Promise<LinkSummary> {
  const files = createFileCalls();
  return await linkAll(filesBelow(files, resolve(from), resolve(to)), createLinker(options, files));
}

async function* filesBelow(files: FileCalls, from: string, to: string): AsyncGenerator<LinkPair> {
  const directories: string[] = [];
  try {
    await files.makeDirectory(to);
    const entries = await opendir(from, { bufferSize: 1024 });
    for await (const entry of entries) {
      if (await isDirectory(files, from, entry)) directories.push(entry.name);
      else yield { from: join(from, entry.name), to: join(to, entry.name) };
    }
  } catch (error) {
    throw explain(error, from, to);
  }
  for (const name of directories) yield* filesBelow(files, join(from, name), join(to, name));
}

async function isDirectory(files: FileCalls, parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await files.stat(join(parent, entry.name))).isDirectory();
}

interface Linker {
  place(from: string, to: string): Promise<void>;
  finish(): LinkSummary;
}

function createLinker({ mode, locate, onProgress }: LinkOptions, files: FileCalls): Linker {
  const summary: LinkSummary = { files: 0, reflinked: 0, hardLinked: 0, copied: 0, linkedBytes: 0 };
  /** Devices of directories that were made. */
  const directories = new Map<string, number | Promise<number>>();
  const placeFile = createPlacer(mode, files);
  let lastReport = Number.NEGATIVE_INFINITY;

  const report = () => {
    lastReport = performance.now();
    onProgress?.({ step: "link files", done: summary.files, unit: "files" });
  };

  const make = async (directory: string): Promise<number> => {
    await files.makeDirectory(directory);
    const { dev } = await files.stat(directory);
    directories.set(directory, dev);
    return dev;
  };
  /** @returns the directory's device */
  const makeDirectory = (directory: string): number | Promise<number> => {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const making = make(directory);
    directories.set(directory, making);
    return making;
  };

  const place = async (name: string, to: string): Promise<void> => {
    let from = name;
    try {
      let found: Stats;
      try {
        found = await files.lstat(from);
      } catch (error) {
        if (locate === undefined || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        from = locate(name);
        found = await files.lstat(from);
      }
      // A hard link to a symbolic link would be another symbolic link.
      const original = found.isSymbolicLink() ? await files.realpath(from) : from;
      const source = original === from ? found : await files.stat(original);
      if (!source.isFile()) throw new UserError("Cannot link: not a regular file", { file: from });
      if (original === to) throw new UserError("A file cannot be linked to itself", { file: from });
      const targetDevice = await makeDirectory(dirname(to));
      refuseGitLfsPointer(original, source);
      count(summary, await placeFile({ from: original, to, source, targetDevice }), source.size);
    } catch (error) {
      throw explain(error, from, to);
    }
    if (onProgress !== undefined && performance.now() - lastReport >= progressInterval) report();
  };

  return {
    place,
    finish: () => {
      report();
      return summary;
    },
  };
}

function count(summary: LinkSummary, placement: Placement, size: number): void {
  summary.files += 1;
  if (placement === "copy") summary.copied += 1;
  else summary.linkedBytes += size;
  if (placement === "reflink") summary.reflinked += 1;
  if (placement === "hard") summary.hardLinked += 1;
}

const missing = "Check that the raw data is complete, and extract or download it again if not.";

/** The file that a system failure is about: what is missing is at the source, what is full at the destination. */
function explain(error: unknown, from: string, to: string): unknown {
  if (isMlebenchError(error)) return error;
  const { code, message, path } = error as NodeJS.ErrnoException;
  const isSource = code === "ENOENT" && (path === undefined || path === from || path.startsWith(from));
  const isTemporary = path !== undefined && isTemporaryName(basename(path));
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  if (isSystemError(error) && (code !== "ENOENT" || isSource))
    return systemError(error, isFull || isTemporary ? to : (path ?? (isSource ? from : to)), {
      ENOENT: missing,
    });
  return new UserError(`Cannot link the file: ${message}`, { file: to, cause: error });
}
