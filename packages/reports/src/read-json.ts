import { readFileSync } from "node:fs";
import { gitLfsHint, isGitLfsPointerText, UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";

/**
 * Text of a file, without a byte-order mark.
 * @param what names the file in messages, such as "grading report"
 * @throws UserError when it cannot be read or is a Git-LFS pointer
 */
export function readText(path: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw cannotRead(what, cause, path);
  }
  if (!isGitLfsPointerText(text)) return text;
  throw new UserError(`The ${what} is a Git LFS pointer`, {
    file: path,
    hint: gitLfsHint,
  });
}

/**
 * A JSON file as Python writes it: bare `NaN` reads as null, `Infinity` as infinity.
 * @throws UserError as {@link readText} does, and when it is not JSON
 */
export function readJson(path: string, what: string): unknown {
  const text = readText(path, what);
  try {
    return JSON.parse(withoutPythonNumbers(text));
  } catch (cause) {
    throw new UserError(`The ${what} is not JSON: ${(cause as Error).message}`, { file: path, cause });
  }
}

/** Replaces what Python's `json` writes for numbers that JSON lacks; strings are stepped over. */
function withoutPythonNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\bNaN\b|\bInfinity\b/g, (token) => {
    if (token === "NaN") return "null";
    return token === "Infinity" ? "1e999" : token;
  });
}

/** The value as an object with string keys; undefined when it is none. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
