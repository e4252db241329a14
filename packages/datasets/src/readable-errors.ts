import { isMlebenchError, UserError } from "@mlebench/core";

const free = "Free some space, or choose another data directory.";
const owner = "Check who owns it and what its permissions are, or choose another data directory.";

const systemErrors: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ["The disk is full", free],
  EDQUOT: ["The disk quota is used up", free],
  EFBIG: ["The file is too large for this file system", "Choose another data directory."],
  EACCES: ["Permission denied", owner],
  EPERM: ["Operation not permitted", owner],
  EROFS: ["The file system is read-only", "Choose another data directory."],
  ENOTDIR: ["A file is where a directory should be", "Move the file away."],
  EEXIST: ["A file is where a directory should be", "Move the file away."],
  EISDIR: ["A directory is where a file should be", "Move the directory away."],
  EMFILE: ["Too many open files", "Raise the limit, for example with `ulimit -n 4096`."],
  EIO: ["The disk failed", "Check the disk, then try again."],
  ELOOP: ["A symbolic link leads back to itself", "Remove the link, or name where the data really is."],
  ENAMETOOLONG: ["The name is too long for this file system", "Choose a directory with a shorter path."],
  ENOENT: ["There is no such file", "Check that the raw data are complete."],
};

/**
 * Runs `work` and turns what the operating system refused into an error for people.
 * @param path what to name when the system names no path
 * @throws UserError for a full disk, missing permissions, a missing file and the like; all else unchanged
 */
export async function withReadableErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw readableError(error, path);
  }
}

/** The error that {@link withReadableErrors} throws for `error`. */
export function readableError(error: unknown, path: string): unknown {
  if (isMlebenchError(error) || !(error instanceof Error)) return error;
  const { code, path: named } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : systemErrors[code];
  if (known === undefined) return error;
  return new UserError(known[0], { file: named ?? path, hint: known[1], cause: error });
}
