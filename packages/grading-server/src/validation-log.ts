import { closeSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "@mlebench/core";
import { makeDirectory } from "@mlebench/disk";
import { createErrorLog } from "./error-log.js";

/** What happened to one request to validate. */
export interface ValidationRecord {
  /** When the request arrived, ISO 8601 in UTC. */
  time: string;
  /**
   * `refused`: a limit or a request that could not be understood, so nothing is known about the submission;
   * `grader-error`: the grader failed, or its data is damaged.
   */
  verdict: "valid" | "invalid" | "refused" | "grader-error";
  /** Of the submission, in hexadecimal; null when it did not arrive completely. */
  sha256: string | null;
  /** How much of the submission arrived. */
  bytes: number;
  /** Why it is not valid. For a grader error this may hold private values: the log is not for agents. */
  reason: string | null;
  /** From the request's arrival to the answer, waiting included. */
  milliseconds: number;
  /** Requests over the rate since the record before, which got no record of their own. */
  unrecorded?: number;
}

export interface ValidationLog {
  add(record: ValidationRecord): void;
  close(): void;
}

/**
 * Appends one JSON line per validation.
 * @param path a file that only its owner may read; undefined keeps no file
 * @throws UserError when the file cannot be written
 */
export function openValidationLog(
  path: string | undefined,
  onValidation?: (record: ValidationRecord) => void,
): ValidationLog {
  let file = path === undefined ? undefined : openForAppending(path);
  const logError = createErrorLog();
  return {
    add(record) {
      if (file !== undefined) {
        try {
          writeSync(file, `${JSON.stringify(record)}\n`);
        } catch (error) {
          logError(`The validation log cannot be written: ${(error as Error).message}`);
        }
      }
      onValidation?.(record);
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function openForAppending(path: string): number {
  try {
    makeDirectory(dirname(path));
    return openSync(path, "a", 0o600);
  } catch (cause) {
    throw new UserError("The validation log cannot be written", {
      file: path,
      hint: (cause as Error).message,
      cause,
    });
  }
}
