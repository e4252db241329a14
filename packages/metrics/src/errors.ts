/** Which of a metric's two inputs is invalid. */
export type MetricArgument = "yTrue" | "yPred";

/** Where an input is wrong and what was expected there. */
export interface MetricInputDetails {
  /** Zero-based position in the input, if one row is invalid. */
  row?: number;
  /** Zero-based position among several columns, if one of them is invalid. */
  column?: number;
  expected?: string;
}

/**
 * A metric's input cannot be scored. The message never holds a value of `yTrue`, nor does it depend on any where `yPred`
 * is invalid, so that it may be shown to the author of the predictions.
 */
export class MetricInputError extends Error {
  readonly argument: MetricArgument;
  /** What is wrong, without place and expectation. */
  readonly headline: string;
  readonly row?: number;
  readonly column?: number;
  readonly expected?: string;

  constructor(headline: string, argument: MetricArgument, details: MetricInputDetails = {}) {
    super(describe(headline, argument, details));
    this.name = "MetricInputError";
    this.headline = headline;
    this.argument = argument;
    if (details.row !== undefined) this.row = details.row;
    if (details.column !== undefined) this.column = details.column;
    if (details.expected !== undefined) this.expected = details.expected;
  }
}

function describe(
  headline: string,
  argument: MetricArgument,
  { row, column, expected }: MetricInputDetails,
): string {
  const where = [
    argument,
    row !== undefined && `index ${row}`,
    column !== undefined && `column ${column}`,
  ].filter(Boolean);
  return `${headline} (${where.join(", ")}).${expected === undefined ? "" : ` Expected ${expected}.`}`;
}

/** Runs a check of one of several columns; its errors name the column. */
export function inColumn<T>(column: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof MetricInputError) || error.column !== undefined) throw error;
    const { headline, argument, row, expected } = error;
    throw new MetricInputError(headline, argument, { row, column, expected });
  }
}

/** @throws MetricInputError (yPred) when the inputs differ in length */
export function assertSameLength(trueLength: number, predictedLength: number): void {
  if (trueLength === predictedLength) return;
  throw new MetricInputError(`Wrong number of predictions: ${predictedLength}`, "yPred", {
    expected: `${trueLength}`,
  });
}

/** @throws MetricInputError (yPred) when there are not as many columns of predictions as of answers */
export function assertSameColumns(trueCount: number, predictedCount: number): void {
  if (trueCount === predictedCount) return;
  throw new MetricInputError(`Wrong number of columns: ${predictedCount}`, "yPred", {
    expected: `${trueCount}`,
  });
}

/** @throws MetricInputError when there are no rows */
export function assertNotEmpty(argument: MetricArgument, length: number): void {
  if (length > 0) return;
  throw new MetricInputError("No rows", argument, { expected: "at least one row" });
}
