import { tmpdir } from "node:os";
import { isMlebenchError, UserError } from "@mlebench/core";

/** What an operating system refuses for reasons that a user can mend. */
const mendable = new Set(
  "EACCES EBUSY EDQUOT EEXIST EFBIG EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENODEV ENOENT ENOMEM ENOSPC ENOTDIR ENOTEMPTY ENXIO EPERM EROFS ETXTBSY".split(
    " ",
  ),
);

/** An error that only says which call of the operating system failed, as one for people; all else unchanged. */
export function withoutSystemErrors(error: unknown): unknown {
  if (isMlebenchError(error) || !(error instanceof Error)) return error;
  const { code, syscall, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || !mendable.has(code)) return error;
  if (syscall === "uv_cwd")
    return new UserError("The current directory is not there any more", {
      hint: "Change to another one, then run this again.",
      cause: error,
    });
  const what = /^\w+: ([^,]+)/.exec(message)?.[1] ?? code;
  // A file in a directory's place is no fault of where temporary files go.
  const isTemporary = code !== "ENOTDIR" && path?.startsWith(tmpdir()) === true;
  return new UserError(`The operating system refused \`${syscall}\`: ${what}`, {
    file: path,
    hint: isTemporary
      ? "Temporary files go there: set TMPDIR to a directory that exists, may be written to and has room."
      : undefined,
    cause: error,
  });
}
