import { readFileSync } from "node:fs";
import { gitLfsHint, isGitLfsPointerText, UserError } from "@mlebench/core";
import { cannotRead } from "@mlebench/disk";

/** One submission to grade. Paths are absolute, or relative to the working directory. */
export interface SubmissionLine {
  /** An id, or a path to a competition package. */
  competitionId: string;
  /** `None` if the run has no submission. */
  submissionPath: string;
  /** The run's logs, for audits. */
  logsPath?: string;
  /** The run's code, for audits. */
  codePath?: string;
  /** Line of the file it comes from, counted from 1. */
  line?: number;
}

export interface SubmissionLineOptions {
  /** Whether every line must have `submission_path`, which audits of logs or code do not need. @default true */
  requireSubmission?: boolean;
}

/**
 * Reads a JSONL file of submissions: one object per line with `competition_id`, `submission_path`, and for audits
 * `logs_path` and `code_path`. Blank lines and lines that begin with `#` or `//` are skipped.
 * @throws UserError naming the line that is not such an object, or when the file cannot be read
 */
export function readSubmissionLines(path: string, options: SubmissionLineOptions = {}): SubmissionLine[] {
  const list = readText(path);
  if (isGitLfsPointerText(list)) {
    throw new UserError("A Git-LFS pointer is here instead of the list of submissions", {
      file: path,
      hint: gitLfsHint,
    });
  }
  return list.split(/\r\n|\n|\r/).flatMap((text, index) => {
    const trimmed = text.trim();
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith("//")) return [];
    return [parseLine(trimmed, path, index + 1, options.requireSubmission ?? true)];
  });
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("list of submissions", cause, path);
  }
}

function parseLine(text: string, file: string, line: number, requireSubmission: boolean): SubmissionLine {
  const expected =
    'an object such as {"competition_id": "spaceship-titanic", "submission_path": "submission.csv"}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`Line ${line} is not JSON: ${(cause as Error).message}`, {
      file,
      expected,
      hint: hintFor(text, line),
      cause,
    });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(`Line ${line} is not an object`, { file, expected });
  }
  const record = value as Record<string, unknown>;
  if (typeof record.competition_id !== "string" || record.competition_id === "") {
    throw new UserError(`Line ${line} has no "competition_id"`, { file, expected });
  }
  for (const key of requireSubmission ? [] : ["submission_path", "logs_path", "code_path"]) {
    const path = record[key] ?? null;
    if (path === null || typeof path === "string") continue;
    throw new UserError(`Line ${line}: \`${key}\` is no path`, {
      file,
      expected: "a path, or null for none",
    });
  }
  if (requireSubmission && !("submission_path" in record)) {
    throw new UserError(`Line ${line} has no "submission_path"`, { file, expected });
  }
  return {
    competitionId: record.competition_id,
    submissionPath: pythonText(record.submission_path ?? null),
    ...optionalPath("logsPath", record.logs_path),
    ...optionalPath("codePath", record.code_path),
    line,
  };
}

/** A path that is there; null, and text that cannot be one, is none. */
function optionalPath<Key extends string>(key: Key, value: unknown): { [key in Key]?: string } {
  return typeof value === "string" && value !== "" ? ({ [key]: value } as { [key in Key]: string }) : {};
}

/** What a list of another format begins with, if the first line identifies it. */
function hintFor(text: string, line: number): string | undefined {
  if (line !== 1) return undefined;
  if (/^[[{]$|^\[\s*\{/.test(text)) return "Write one object per line, without brackets around them.";
  if (/^[\w-]+,/.test(text)) {
    return "To grade one CSV file, use `mlebench grade-sample SUBMISSION COMPETITION`.";
  }
  return undefined;
}

/** A run without a submission is recorded as null, which Python spells "None": a file that does not exist. */
function pythonText(value: unknown): string {
  if (value === null) return "None";
  return typeof value === "string" ? value : String(value);
}
