import { printable } from "./printable.js";

/**
 * Shared error types. They carry a marker instead of relying on `instanceof`, because two installed copies
 * of this package may meet in one process.
 */
const marker = Symbol.for("mlebench.error");

/** What kind of failure this is; it decides the exit code and the verdict. */
export type ErrorKind = "user" | "usage" | "invalid-submission" | "grader";

/** Where in a file something is wrong. `row` counts data rows from 1 (the header is not counted). */
export interface FileLocation {
  file?: string;
  /** Line of a text file such as a configuration, from 1. */
  line?: number;
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
  /** What is wrong, without place, expectation and hint. */
  readonly headline: string;
  readonly details: ErrorDetails;

  /** @param message what `error.message` is; the headline unless given */
  constructor(kind: ErrorKind, headline: string, details: ErrorDetails = {}, message = headline) {
    super(printable(message), { cause: details.cause });
    this.name = "MlebenchError";
    this.kind = kind;
    this.headline = printable(headline);
    this.details = details;
  }
}

/**
 * The submission cannot be scored. `message` is the complete line of {@link describeError}: what, row, column, expectation
 * and hint. Never put a label, a score or any value of a private file in it: agents read it.
 */
export class InvalidSubmissionError extends MlebenchError {
  constructor(headline: string, details: ErrorDetails = {}) {
    super("invalid-submission", headline, details, describe(headline, details));
    this.name = "InvalidSubmissionError";
  }
}

/** A problem the user can fix, such as a missing file or unprepared data. Exit code 1. */
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

/**
 * Answers are damaged or a grader failed; says nothing about the submission. `message` is the complete line of
 * {@link describeError}. Exit code 3.
 */
export class GraderError extends MlebenchError {
  constructor(headline: string, details: ErrorDetails = {}) {
    super("grader", headline, details, describe(headline, details));
    this.name = "GraderError";
  }
}

/** Whether this is one of the shared errors, including one thrown by another installed copy of this package. */
export function isMlebenchError(error: unknown): error is MlebenchError {
  return typeof error === "object" && error !== null && (error as Record<symbol, unknown>)[marker] === true;
}

/** Whether the error means that the submission is invalid. */
export function isInvalidSubmission(error: unknown): error is InvalidSubmissionError {
  return isMlebenchError(error) && error.kind === "invalid-submission";
}

/** One line: what, where, expected, hint. Names from files cannot act on a terminal: {@link printable}. */
export function describeError(error: unknown): string {
  if (!isMlebenchError(error))
    return printable(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  // Another installed copy of this package may be older and know no headline.
  return describe(error.headline ?? error.message, error.details);
}

function describe(headline: string, { file, line, row, column, expected, hint }: ErrorDetails): string {
  const where = [
    file !== undefined && file,
    line !== undefined && `line ${line}`,
    row !== undefined && `row ${row}`,
    column !== undefined && `column "${column}"`,
  ].filter(Boolean);
  const sentences = [
    `${headline}${where.length > 0 ? ` (${where.join(", ")})` : ""}${/[.!?]$/.test(headline) && where.length === 0 ? "" : "."}`,
    expected !== undefined && `Expected ${expected}.`,
    hint,
  ];
  return printable(sentences.filter(Boolean).join(" "));
}
