import { describeError, UserError } from "@mlebench/core";
import { readableError } from "@mlebench/disk";

/** True for an error of this machine's disk, or one that it caused: it is full, or cannot be written. */
export function isFullDisk(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as NodeJS.ErrnoException & { cause?: unknown };
  if (["ENOSPC", "EDQUOT", "EIO", "EROFS"].includes(code ?? "")) return true;
  return cause !== undefined && cause !== error && isFullDisk(cause);
}

/**
 * Does something that writes.
 * @param file what is written, for the message
 * @throws UserError where this machine's disk does not take it; every other error as it is
 */
export function writing<Result>(what: string, file: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw isFullDisk(error) ? diskError(what, file, error) : error;
  }
}

/** What a user can do about a disk that does not take something. */
export function diskError(what: string, file: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  return new UserError(`Cannot write ${what}: ${describeError(readableError(cause, undefined))}`, {
    file,
    hint: "Free disk space, then resume the run group with `mlebench run --resume`. Nothing is lost.",
    cause,
  });
}
