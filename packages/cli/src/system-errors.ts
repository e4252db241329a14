import { tmpdir } from "node:os";
import { describeError, UserError } from "@mlebench/core";
import { isSystemError, readableError } from "@mlebench/disk";

/**
 * Turns a failed system call that no command has explained, and WebAssembly without space for its memory, into a
 * `UserError`; returns every other error unchanged.
 */
export function withoutSystemErrors(error: unknown): unknown {
  if (error instanceof RangeError && /^WebAssembly\b.*\bmemory\b/i.test(error.message))
    return new UserError("The limit of address space is too low for WebAssembly", {
      expected: "no limit (`ulimit -v unlimited`), or some 12 GB for each thread",
      hint: "Set `NODE_OPTIONS=--disable-wasm-trap-handler`: it then needs no more than it uses.",
      cause: error,
    });
  if (!isSystemError(error) || error.syscall === undefined) return error;
  const { code, syscall, path } = error;
  if (syscall === "uv_cwd")
    return new UserError("The current directory no longer exists", {
      hint: "Change to another directory, then run again.",
      cause: error,
    });
  // A file in the place of a directory has nothing to do with where temporary files go.
  const isTemporary = code !== "ENOTDIR" && path?.startsWith(tmpdir()) === true;
  if (!isTemporary) return readableError(error, path);
  return readableError(error, path, {
    [code]:
      "Temporary files are written there: set TMPDIR to a directory that exists, is writable, and has free space.",
  });
}

/** Any failure in one line for a list or a table of results. */
export function describeFailure(error: unknown): string {
  return describeError(withoutSystemErrors(error));
}
