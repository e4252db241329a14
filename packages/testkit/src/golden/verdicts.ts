import { type Competition, describeError, type GradeFiles, isInvalidSubmission } from "@mlebench/core";

/** A score in JSON, which has no literal for these three. */
export type RecordedScore = number | "nan" | "inf" | "-inf";

/**
 * What the reference's grader said of a submission: a score, `invalid` for its `InvalidSubmissionError`, or the name
 * of another exception's type. It treats both as an invalid submission. Never the exception's text.
 */
export type RecordedVerdict = RecordedScore | (string & {});

const specialScores: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** A score as JSON can hold it. */
export function recordScore(score: number): RecordedScore {
  if (Number.isNaN(score)) return "nan";
  if (Number.isFinite(score)) return score;
  return score > 0 ? "inf" : "-inf";
}

/** The recorded score as a number; undefined if the reference gave none. */
export function parseRecordedScore(verdict: RecordedVerdict): number | undefined {
  return typeof verdict === "number" ? verdict : specialScores[verdict];
}

/** Whether two scores are equal to 1e-12 relative, or not finite in the same way. */
export function sameScore(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

/** What this implementation's grader said of a submission. `broken`: it threw something else than an invalid submission. */
export type ActualVerdict =
  | { score: number }
  | { invalid: string; cause: unknown }
  | { broken: string; cause: unknown };

/** Grades without throwing. The texts are what a person would be shown. */
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

/** A verdict as a clause, such as "scores 0.5". */
export function describeVerdict(verdict: ActualVerdict): string {
  if ("score" in verdict) return `scores ${verdict.score}`;
  return "invalid" in verdict ? `is invalid: ${verdict.invalid}` : `breaks the grader: ${verdict.broken}`;
}

/** In what a verdict differs from the reference's, as a clause; undefined if in nothing. */
export function diffVerdict(actual: ActualVerdict, recorded: RecordedVerdict): string | undefined {
  const score = parseRecordedScore(recorded);
  if (score !== undefined) {
    return "score" in actual && sameScore(actual.score, score)
      ? undefined
      : `${describeVerdict(actual)}; the reference gives ${score}`;
  }
  return "invalid" in actual ? undefined : `${describeVerdict(actual)}; the reference raises ${recorded}`;
}
