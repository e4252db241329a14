import {
  chmod,
  constants,
  copyFile,
  type Dirent,
  link,
  lstat,
  mkdir,
  realpath,
  rename,
  type Stats,
  stat,
  unlink,
} from "node:fs";
import { opendir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { isMlebenchError, type LinkMode, type Progress, UserError } from "@mlebench/core";
import { isSystemError, isTemporaryName, systemError, temporaryName } from "@mlebench/disk";
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

type Way = "reflink" | "hard" | "copy";

// Callbacks, promisified: faster than node:fs/promises, and there are many small calls.
const files = {
  chmod: promisify(chmod),
  copy: promisify(copyFile) as (from: string, to: string, flags: number) => Promise<void>,
  link: promisify(link),
  lstat: promisify(lstat) as (path: string) => Promise<Stats>,
  mkdir: promisify(mkdir) as (path: string, options: { recursive: true }) => Promise<string | undefined>,
  realpath: promisify(realpath) as (path: string) => Promise<string>,
  rename: promisify(rename),
  stat: promisify(stat) as (path: string) => Promise<Stats>,
  unlink: promisify(unlink),
};

/** Of copies, less the umask: they are nobody's programs, and no user's but the owner's to change. */
const fileMode = 0o644;
const inFlight = 64;
const progressInterval = 100;
const ways: Readonly<Record<LinkMode, readonly Way[]>> = {
  auto: ["reflink", "hard", "copy"],
  clone: ["reflink", "copy"],
  reflink: ["reflink"],
  hard: ["hard"],
  copy: ["copy"],
};
/** The file system, or this pair of file systems, cannot do it; another way may work. */
const unsupported = new Set([
  "EXDEV",
  "EPERM",
  "EACCES",
  "EMLINK",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EINVAL",
  "ENOTTY",
]);

/**
 * Puts every file also at its second place, without copying its bytes where the file system allows. Directories above
 * are made; what is at the place already is replaced, in one step. Reads nothing but what has to be copied.
 * @throws UserError when a source is missing or no file, or when the disk refuses
 */
export async function linkFiles(
  pairs: Iterable<LinkPair> | AsyncIterable<LinkPair>,
  options: LinkOptions,
): Promise<LinkSummary> {
  const linker = createLinker(options);
  const iterator = Symbol.asyncIterator in pairs ? pairs[Symbol.asyncIterator]() : pairs[Symbol.iterator]();
  let failed = false;
  // Several workers draw from one iterator; drawing is serialised, because generators allow one call at a time.
  let turn: Promise<unknown> = Promise.resolve();
  const draw = (): Promise<IteratorResult<LinkPair>> => {
    const next = turn.then(() => iterator.next());
    turn = next.catch(() => undefined);
    return next;
  };
  const work = async () => {
    try {
      while (!failed) {
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
    await iterator.return?.();
    throw failure.reason;
  }
  return linker.finish();
}

/**
 * {@link linkFiles} for everything below a directory; symbolic links are followed, empty directories are made too.
 * @throws UserError when `from` is missing or no directory
 */
export async function linkDirectory(from: string, to: string, options: LinkOptions): Promise<LinkSummary> {
  return linkFiles(filesBelow(resolve(from), resolve(to)), options);
}

async function* filesBelow(from: string, to: string): AsyncGenerator<LinkPair> {
  await files.mkdir(to, { recursive: true }).catch((error: unknown) => {
    throw explain(error, from, to);
  });
  const directories: string[] = [];
  try {
    const entries = await opendir(from, { bufferSize: 1024 });
    for await (const entry of entries) {
      if (await isDirectory(from, entry)) directories.push(entry.name);
      else yield { from: join(from, entry.name), to: join(to, entry.name) };
    }
  } catch (error) {
    throw explain(error, from, to);
  }
  for (const name of directories) yield* filesBelow(join(from, name), join(to, name));
}

async function isDirectory(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (await files.stat(join(parent, entry.name))).isDirectory();
}

function createLinker({ mode, onProgress }: LinkOptions) {
  const summary: LinkSummary = { files: 0, reflinked: 0, hardLinked: 0, copied: 0, linkedBytes: 0 };
  const directories = new Map<string, Promise<number>>();
  /** Per pair of devices: the place in `ways[mode]` that worked, so that a hopeless way is tried once. */
  const decided = new Map<string, number>();
  const ownMode = fileMode & ~process.umask();
  let lastReport = Number.NEGATIVE_INFINITY;

  const report = () => {
    lastReport = performance.now();
    onProgress?.({ step: "link files", done: summary.files, unit: "files" });
  };

  const makeDirectory = (directory: string): Promise<number> => {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const making = files
      .mkdir(directory, { recursive: true })
      .then(async () => (await files.stat(directory)).dev);
    directories.set(directory, making);
    return making;
  };

  const attempt = async (way: Way, from: string, to: string) => {
    if (way === "hard") return files.link(from, to);
    return files.copy(
      from,
      to,
      constants.COPYFILE_EXCL | (way === "reflink" ? constants.COPYFILE_FICLONE_FORCE : 0),
    );
  };

  /** Makes `to`; when it exists, beside it and then in its place. */
  const replace = async (way: Way, from: string, to: string, source: Stats) => {
    try {
      // A copy grows while it is written, so it never starts under its final name.
      if (way === "hard") return await attempt(way, from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const temporary = temporaryName(to);
    try {
      await attempt(way, from, temporary);
      if (way !== "hard" && (source.mode & 0o7777) !== ownMode) await files.chmod(temporary, ownMode);
      await files.rename(temporary, to);
      // Where both names are the same file already, rename leaves both.
      if (way === "hard") await files.unlink(temporary).catch(() => undefined);
    } catch (error) {
      await files.unlink(temporary).catch(() => undefined);
      throw error;
    }
  };

  const place = async (from: string, to: string) => {
    try {
      // A hard link to a symbolic link would be another symbolic link.
      const found = await files.lstat(from);
      const original = found.isSymbolicLink() ? await files.realpath(from) : from;
      const source = original === from ? found : await files.stat(original);
      if (!source.isFile()) throw new UserError("Cannot link: not a regular file", { file: from });
      if (original === to) throw new UserError("A file cannot be linked to itself", { file: from });
      const devices = `${source.dev}:${await makeDirectory(dirname(to))}`;
      refuseGitLfsPointer(original, source.size);
      const way = await firstWay(devices, original, to, source);
      summary.files += 1;
      if (way === "copy") summary.copied += 1;
      else summary.linkedBytes += source.size;
      if (way === "reflink") summary.reflinked += 1;
      if (way === "hard") summary.hardLinked += 1;
    } catch (error) {
      throw explain(error, from, to);
    }
    if (onProgress !== undefined && performance.now() - lastReport >= progressInterval) report();
  };

  const firstWay = async (devices: string, from: string, to: string, source: Stats): Promise<Way> => {
    const choices = ways[mode];
    for (let index = decided.get(devices) ?? 0; ; index += 1) {
      try {
        await replace(choices[index], from, to, source);
        return choices[index];
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const isLast = index === choices.length - 1;
        if (isLast && choices.length === 1 && code !== undefined && unsupported.has(code))
          throw new UserError(`Cannot make a ${mode} link here (${code})`, {
            file: to,
            hint: 'Use the link mode "auto" or "copy".',
            cause: error,
          });
        if (isLast || code === undefined || !unsupported.has(code)) throw error;
        // Too many links (EMLINK) and permissions are about one file; the rest about the file systems.
        if (code !== "EMLINK" && code !== "EACCES" && !(code === "EPERM" && choices[index] === "hard"))
          decided.set(devices, Math.max(decided.get(devices) ?? 0, index + 1));
      }
    }
  };

  return {
    place,
    finish: () => {
      report();
      return summary;
    },
  };
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
