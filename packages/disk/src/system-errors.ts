import { isMlebenchError, UserError } from "@mlebench/core";

const space = "Free some space, or choose another data directory.";
const owner = "Check who owns it and what its permissions are, or choose another directory.";

const systemErrors: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ["The disk is full", space],
  EDQUOT: ["The disk quota is used up", space],
  EFBIG: ["The file is too large for this file system", "Choose another directory."],
  EACCES: ["Permission denied", owner],
  EPERM: ["Operation not permitted", owner],
  EROFS: ["The file system is read-only", "Choose another directory."],
  ENOTDIR: ["A file is where a directory should be", "Move the file away."],
  EEXIST: ["A file is where a directory should be", "Move the file away."],
  EISDIR: ["A directory is where a file should be", "Move the directory away."],
  EMFILE: ["Too many open files", "Raise the limit, for example with `ulimit -n 4096`."],
  EIO: ["The disk failed", "Check the disk, then try again."],
  ELOOP: ["A symbolic link leads back to itself", "Remove the link, or name where the data really is."],
  ENAMETOOLONG: ["The name is too long for this file system", "Choose a directory with a shorter path."],
  ENOENT: ["There is no such file", "Check the path."],
};

/** Hints for one place, by error code, such as `ENOENT`; they replace the general ones. */
export type SystemErrorHints = Readonly<Record<string, string>>;

/** Whether an error says that the operating system refused something that a user can set right. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  if (isMlebenchError(error) || !(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && code in systemErrors;
}

/**
 * What the operating system refused, as an error for people: a full disk, missing permissions, a missing file and the
 * like. All other errors come back unchanged.
 * @param path what to name when the system names no path
 */
export function readableError(error: unknown, path: string | undefined, hints?: SystemErrorHints): unknown {
  return isSystemError(error) ? explain(error, error.path ?? path, hints) : error;
}

/**
 * Any failure at `path`, as an error for people: what the operating system refused, else the error's own message.
 * @param path what to name, whatever path the system names, such as that of a temporary file
 */
export function systemError(error: unknown, path: string, hints?: SystemErrorHints): Error {
  if (isMlebenchError(error)) return error;
  if (isSystemError(error)) return explain(error, path, hints);
  return new UserError(`Cannot read or write the file: ${(error as Error).message}`, {
    file: path,
    cause: error,
  });
}

/**
 * Runs `work` and turns what the operating system refused into an error for people.
 * @param path what to name when the system names no path
 * @throws UserError for a full disk, missing permissions, a missing file and the like; all else unchanged
 */
export async function withReadableErrors<T>(
  path: string,
  work: () => Promise<T>,
  hints?: SystemErrorHints,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw readableError(error, path, hints);
  }
}

function explain(error: NodeJS.ErrnoException, path: string | undefined, hints: SystemErrorHints = {}) {
  const code = error.code as string;
  const [what, hint] = systemErrors[code];
  return new UserError(what, { file: path, hint: hints[code] ?? hint, cause: error });
}
