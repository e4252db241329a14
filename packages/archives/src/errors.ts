import { isMlebenchError, UserError } from "@mlebench/core";

const downloadAgain = "Delete it and download it again.";

const systemErrors: Readonly<Record<string, [what: string, hint: string]>> = {
  ENOENT: ["There is no such file", "Check the path."],
  EACCES: ["Permission denied", "Check who owns it and what its permissions are."],
  EPERM: ["Operation not permitted", "Check who owns it and what its permissions are."],
  EROFS: ["The file system is read-only", "Choose another directory."],
  ENOSPC: ["The disk is full", "Free some space or choose another data directory."],
  EDQUOT: ["The disk quota is used up", "Free some space or choose another data directory."],
  EMFILE: ["Too many open files", "Raise the limit, for example with `ulimit -n 4096`."],
  EISDIR: ["A directory is where a file should be", "Move the directory away."],
  ENOTDIR: ["A file is where a directory should be", "Move the file away."],
  EEXIST: ["A file is where a directory should be", "Move the file away."],
  ENAMETOOLONG: ["The name is too long for this file system", "Choose a directory with a shorter path."],
};

/** What the operating system reported about `path`, as an error for people. Errors of the house pass unchanged. */
export function fileError(error: unknown, path: string): Error {
  if (isMlebenchError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : systemErrors[code];
  if (known !== undefined) return new UserError(known[0], { file: path, hint: known[1], cause: error });
  return new UserError(`Cannot read or write the file: ${message}`, { file: path, cause: error });
}

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
    hint: "Use it only if you trust where it came from, and extract it by hand.",
  });
}

/** Any failure while reading an archive, as an error for people: of the operating system, else of the bytes. */
export function readError(error: unknown, archive: string): Error {
  if (isMlebenchError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && code in systemErrors) return fileError(error, archive);
  return damaged(archive, message, error);
}
