import { type ErrorDetails, isMlebenchError, UserError } from "@mlebench/core";

const space = "Free up space or use another directory.";
const permissions = "Check its owner and permissions, or use another directory.";
const otherDirectory = "Use another directory.";
const later = "Try again when no other program uses it.";

/** Every code of a system failure that a user can fix: what to say, and what to do. No other table exists. */
const texts: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EACCES: ["Permission denied", permissions],
  EBUSY: ["The file is in use", later],
  EDQUOT: ["The disk quota is used up", space],
  EEXIST: ["A file exists where a directory is needed", "Move or delete the file."],
  EFBIG: ["The file is too large for this file system", otherDirectory],
  EIO: ["The disk reported an input/output error", "Check the disk, then try again."],
  EISDIR: ["A directory exists where a file is needed", "Move or delete the directory."],
  ELOOP: ["Too many levels of symbolic links", "Remove the link, or use the path of its target."],
  EMFILE: ["Too many open files", "Raise the limit, for example with `ulimit -n 4096`."],
  EMLINK: ["Too many hard links to one file", "Use the link mode `copy`."],
  ENAMETOOLONG: ["The name is too long for this file system", "Use a directory with a shorter path."],
  ENFILE: ["Too many open files on this machine", "Close other programs, then try again."],
  ENODEV: ["The device does not support this", otherDirectory],
  ENOENT: ["File not found", "Check the path."],
  ENOMEM: ["Not enough memory", "Close other programs, then try again."],
  ENOSPC: ["The disk is full", space],
  ENOTDIR: ["A file exists where a directory is needed", "Move or delete the file."],
  ENOTEMPTY: ["The directory is not empty", later],
  ENXIO: ["The device does not exist", otherDirectory],
  EPERM: ["Operation not permitted", permissions],
  EROFS: ["The file system is read-only", otherDirectory],
  ETXTBSY: ["The program is running", later],
  EXDEV: ["The two paths are on different file systems", "Use directories on one file system."],
};

/** Hints for one place, by error code, such as `ENOENT`; they replace the general ones. */
export type SystemErrorHints = Readonly<Record<string, string>>;

/** Whether the operating system refused something for a reason that a user can fix. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  if (isMlebenchError(error) || !(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && Object.hasOwn(texts, code);
}

/**
 * What a system failure means and what to do about it.
 * @returns undefined for any error other than {@link isSystemError}'s
 */
export function describeSystemError(
  error: unknown,
  hints: SystemErrorHints = {},
): { what: string; hint: string } | undefined {
  if (!isSystemError(error)) return undefined;
  const [what, hint] = texts[error.code];
  return { what, hint: hints[error.code] ?? hint };
}

/**
 * Turns a system failure, such as a full disk or missing permissions, into a `UserError`. Returns every other error
 * unchanged.
 * @param path named in the message if the system names none
 */
export function readableError(error: unknown, path: string | undefined, hints?: SystemErrorHints): unknown {
  return isSystemError(error) ? userError(error, error.path ?? path, hints) : error;
}

/**
 * Turns any failure at `path` into an error for people: a system failure by the table, anything else by its message.
 * @param path named in the message, also if the system names another, such as that of a temporary file
 */
export function systemError(error: unknown, path: string, hints?: SystemErrorHints): Error {
  if (isMlebenchError(error)) return error;
  if (isSystemError(error)) return userError(error, path, hints);
  return new UserError(`Cannot read or write the file: ${(error as Error).message}`, {
    file: path,
    cause: error,
  });
}

/** A path that a person passed is to be read: nothing is in the way of anything. */
const hintsOfReading: SystemErrorHints = {
  EISDIR: "Pass the path of a file.",
  ENOTDIR: "Check the path.",
};

/**
 * Error for a file that could not be read: ``Cannot read the grading report: file not found (a.json). Check the path.``
 * @param what the file, such as "grading report"
 * @param details replace the hint, or add what was expected
 */
export function cannotRead(what: string, cause: unknown, file: string, details?: ErrorDetails): UserError {
  return cannotError(`read the ${what}`, { file, ...details, cause }, hintsOfReading);
}

/** The same for a file or directory that could not be written. */
export function cannotWrite(what: string, cause: unknown, file: string, details?: ErrorDetails): UserError {
  return cannotError(`write the ${what}`, { file, ...details, cause });
}

function cannotError(action: string, details: ErrorDetails, hints?: SystemErrorHints): UserError {
  const { cause } = details;
  const described = describeSystemError(cause, hints);
  const reason =
    described === undefined
      ? cause instanceof Error
        ? cause.message
        : String(cause)
      : `${described.what[0].toLowerCase()}${described.what.slice(1)}`;
  return new UserError(`Cannot ${action}: ${reason}`, { hint: described?.hint, ...details });
}

/**
 * Runs `work` and throws a system failure as a `UserError`; all other errors pass unchanged.
 * @param path named in the message if the system names none
 * @throws UserError for a full disk, missing permissions, a missing file, and the like
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

function userError(error: NodeJS.ErrnoException, path: string | undefined, hints?: SystemErrorHints) {
  const { what, hint } = describeSystemError(error, hints) as { what: string; hint: string };
  return new UserError(what, { file: path, hint, cause: error });
}
