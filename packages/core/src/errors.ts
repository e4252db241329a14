import { printable } from "./printable.js";

/**
 * The errors of the house. They carry a marker instead of relying on `instanceof`, because two installed copies
 * of this package may meet in one process.
 */
const marker = Symbol.for("mlebench.error");

/** What kind of failure this is; it decides the exit code and the verdict. */
export type ErrorKind = "user" | "usage" | "invalid-submission" | "grader";

/** Where in a file something is wrong. `row` counts data rows from 1 (the header is not counted). */
export interface FileLocation {
  file?: string;
  row?: number;
  column?: string;
}

export interface ErrorDetails extends FileLocation {
  /** What should have been there. */
  expected?: string;
  /** What to do about it. */
  hint?: string;
  cause?: unknown;
}

/** Base of every error that is meant to be read by a person. */
export class MlebenchError extends Error {
  readonly [marker] = true;
  readonly kind: ErrorKind;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(printable(message), { cause: details.cause });
    this.name = "MlebenchError";
    this.kind = kind;
    this.details = details;
  }
}

/**
 * The submission is at fault: it cannot be scored. Never put a label, a score or any value of a private file
 * in the message: agents read it.
 */
export class InvalidSubmissionError extends MlebenchError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("invalid-submission", message, details);
    this.name = "InvalidSubmissionError";
  }
}

/** The user can mend it: a missing file, an unknown id, data not prepared. Exit code 1. */
export class UserError extends MlebenchError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("user", message, details);
    this.name = "UserError";
  }
}

/** The command line is wrong. Exit code 2. */
export class UsageError extends MlebenchError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("usage", message, details);
    this.name = "UsageError";
  }
}

/** Our fault or the data's, never the submission's: answers are damaged or a grader broke. Loud, exit code 3. */
export class GraderError extends MlebenchError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("grader", message, details);
    this.name = "GraderError";
  }
}

/** True for an error of this house, also one thrown by another installed copy of this package. */
export function isMlebenchError(error: unknown): error is MlebenchError {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[marker] === true;
}

/** True when the submission is at fault. */
export function isInvalidSubmission(error: unknown): error is InvalidSubmissionError {
  return isMlebenchError(error) && error.kind === "invalid-submission";
}

/** One line: what, where, expected, hint. Names from files cannot act on a terminal: {@link printable}. */
export function describeError(error: unknown): string {
  if (!isMlebenchError(error))
    return printable(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  const { file, row, column, expected, hint } = error.details;
  const where = [
    file !== undefined && file,
    row !== undefined && `row ${row}`,
    column !== undefined && `column "${column}"`,
  ].filter(Boolean);
  const sentences = [
    `${error.message}${where.length > 0 ? ` (${where.join(", ")})` : ""}${/[.!?]$/.test(error.message) && where.length === 0 ? "" : "."}`,
    expected !== undefined && `Expected ${expected}.`,
    hint,
  ];
  return printable(sentences.filter(Boolean).join(" "));
}
