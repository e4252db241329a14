import { describeError, UserError } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import {
  cannotRead,
  cannotWrite,
  describeSystemError,
  readableError,
  systemError,
  withReadableErrors,
} from "../src/index.js";

function failure(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: from the system`), { code, syscall: "open", path });
}

describe("a system failure", () => {
  test.each([
    ["ENOSPC", "The disk is full (data). Free up space or use another directory."],
    ["EDQUOT", "The disk quota is used up (data). Free up space or use another directory."],
    ["EFBIG", "The file is too large for this file system (data). Use another directory."],
    ["EACCES", "Permission denied (data). Check its owner and permissions, or use another directory."],
    ["EPERM", "Operation not permitted (data). Check its owner and permissions, or use another directory."],
    ["EROFS", "The file system is read-only (data). Use another directory."],
    ["EMFILE", "Too many open files (data). Raise the limit, for example with `ulimit -n 4096`."],
    ["ENFILE", "Too many open files on this machine (data). Close other programs, then try again."],
    [
      "ENAMETOOLONG",
      "The name is too long for this file system (data). Use a directory with a shorter path.",
    ],
    ["EXDEV", "The two paths are on different file systems (data). Use directories on one file system."],
    ["EMLINK", "Too many hard links to one file (data). Use the link mode `copy`."],
    ["ENOENT", "File not found (data). Check the path."],
    ["ENOTDIR", "A file exists where a directory is needed (data). Move or delete the file."],
    ["EEXIST", "A file exists where a directory is needed (data). Move or delete the file."],
    ["EISDIR", "A directory exists where a file is needed (data). Move or delete the directory."],
    ["ENOTEMPTY", "The directory is not empty (data). Try again when no other program uses it."],
    ["ELOOP", "Too many levels of symbolic links (data). Remove the link, or use the path of its target."],
    ["EIO", "The disk reported an input/output error (data). Check the disk, then try again."],
    ["EBUSY", "The file is in use (data). Try again when no other program uses it."],
    ["ETXTBSY", "The program is running (data). Try again when no other program uses it."],
    ["ENOMEM", "Not enough memory (data). Close other programs, then try again."],
    ["ENODEV", "The device does not support this (data). Use another directory."],
    ["ENXIO", "The device does not exist (data). Use another directory."],
  ])("%s is described", (code, text) => {
    expect(describeError(readableError(failure(code), "data"))).toBe(text);
    expect(describeError(systemError(failure(code, "data/.temporary"), "data"))).toBe(text);
  });

  test("names the path of the system, and takes the hint of the place", async () => {
    const work = () => Promise.reject(failure("ENOENT", "raw/a.csv"));
    const error = await withReadableErrors("raw", work, { ENOENT: "Extract it again." }).catch(String);
    expect(error).toContain("File not found");
    const readable = readableError(failure("ENOENT", "raw/a.csv"), "raw", { ENOENT: "Extract it again." });
    expect(describeError(readable)).toBe("File not found (raw/a.csv). Extract it again.");
  });
});

test("other errors pass unchanged", () => {
  for (const error of [new Error("no"), failure("EOTHER"), failure("toString"), new UserError("said")]) {
    expect(readableError(error, "data")).toBe(error);
    expect(describeSystemError(error)).toBeUndefined();
  }
  expect(describeError(systemError(new Error("no"), "data"))).toBe(
    "Cannot read or write the file: no (data).",
  );
});

test("a file that cannot be read or written is named, with the cause in words and advice for its place", () => {
  expect(describeError(cannotRead("report", failure("ENOENT"), "a.json"))).toBe(
    "Cannot read the report: file not found (a.json). Check the path.",
  );
  expect(describeError(cannotRead("report", failure("EISDIR"), "a"))).toBe(
    "Cannot read the report: a directory exists where a file is needed (a). Pass the path of a file.",
  );
  expect(describeError(cannotWrite("list", failure("ENOSPC"), "out", { hint: "Use `--output`." }))).toBe(
    "Cannot write the list: the disk is full (out). Use `--output`.",
  );
  expect(describeError(cannotRead("report", new Error("not JSON"), "a.json"))).toBe(
    "Cannot read the report: not JSON (a.json).",
  );
});
