import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Competition, describeError, type GradeFiles, isInvalidSubmission } from "@mlebench/core";
import type { PreparedDigests } from "./prepared-digests.js";

export { fileDigests, listFiles, type PreparedDigests, preparedDigests } from "./prepared-digests.js";

/** A score in JSON, which has no word for these three. */
export type RecordedScore = number | "nan" | "inf" | "-inf";

/**
 * What a grader said of a submission. `invalid` and `error` hold the name of the exception's type and never its text:
 * the reference has both verdicts and treats them alike.
 */
export type RecordedVerdict = { score: RecordedScore } | { invalid: string } | { error: string };

/** A submission variant and what the reference's grader said of it. `md5` is that of the variant's bytes. */
export type RecordedSubmission = { name: string; md5: string } & RecordedVerdict;

/** What the reference made of one miniature. */
export interface RecordedMiniature extends PreparedDigests {
  /** Seed of the miniature and of the submission variants. */
  seed: number;
  size: number;
  /** The answers file, relative to the prepared directory. */
  answers: string;
  submissions: RecordedSubmission[];
}

/** A competition's `golden.json`: what the Python reference made of its miniatures. */
export interface Golden {
  /** Versions that produced the recording. */
  reference: Record<"commit" | "python" | "pandas" | "numpy" | "scikit-learn", string>;
  miniatures: RecordedMiniature[];
}

/** Reads `golden.json` of a competition's directory; undefined when nothing was recorded. */
export function readGolden(directory: string): Golden | undefined {
  const path = join(directory, "golden.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Golden) : undefined;
}

/** A score as JSON can hold it. */
export function recordScore(score: number): RecordedScore {
  if (Number.isNaN(score)) return "nan";
  if (Number.isFinite(score)) return score;
  return score > 0 ? "inf" : "-inf";
}

/** The score that was recorded, as a number. */
export function parseRecordedScore(score: RecordedScore): number {
  if (typeof score === "number") return score;
  return score === "nan" ? Number.NaN : score === "inf" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** True when two scores are equal to 1e-12 relative, or not finite in the same way. */
export function sameScore(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

/** What our grader said of a submission. A `broken` grader threw something that does not blame the submission. */
export type ActualVerdict =
  | { score: number }
  | { invalid: string; cause: unknown }
  | { broken: string; cause: unknown };

/** Grades without ever throwing. The texts are what a person would be shown. */
export async function tryGrade(competition: Competition, files: GradeFiles): Promise<ActualVerdict> {
  try {
    const score: unknown = await competition.grade(files);
    return typeof score === "number"
      ? { score }
      : { broken: `returned ${typeof score} instead of a number`, cause: score };
  } catch (cause) {
    return isInvalidSubmission(cause)
      ? { invalid: describeError(cause), cause }
      : { broken: describeError(cause), cause };
  }
}

/** In what our verdict differs from the reference's, in words; undefined when it does not. */
export function diffVerdict(own: ActualVerdict, recorded: RecordedVerdict): string | undefined {
  const ours =
    "score" in own
      ? `scores ${own.score}`
      : "invalid" in own
        ? `is invalid: ${own.invalid}`
        : `breaks the grader: ${own.broken}`;
  if ("score" in recorded) {
    const score = parseRecordedScore(recorded.score);
    return "score" in own && sameScore(own.score, score)
      ? undefined
      : `${ours}; the reference gives ${score}`;
  }
  const theirs = "invalid" in recorded ? recorded.invalid : recorded.error;
  return "invalid" in own ? undefined : `${ours}; the reference raises ${theirs}`;
}

/** MD5 of bytes, as `golden.json` names submissions by. */
export function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}
