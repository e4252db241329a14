import { isMlebenchError, UserError } from "@mlebench/core";
import { isSystemError, systemError } from "@mlebench/disk";

const downloadAgain = "Delete it and download it again.";

/** The archive's bytes are not what its own tables say. */
export function damaged(archive: string, what: string, cause?: unknown): UserError {
  return new UserError(`The archive is damaged or incomplete: ${what}`, {
    file: archive,
    hint: downloadAgain,
    cause,
  });
}

/** The archive holds something that must not be written to disk. */
export function unsafe(archive: string, what: string): UserError {
  return new UserError(`Refusing to extract the archive: ${what}`, {
    file: archive,
    hint: "Use it only if you trust where it came from, and extract it manually.",
  });
}

/** Any failure while reading an archive, as an error for people: of the operating system, else of the bytes. */
export function readError(error: unknown, archive: string): Error {
  if (isMlebenchError(error)) return error;
  if (isSystemError(error)) return systemError(error, archive);
  return damaged(archive, (error as Error).message, error);
}
