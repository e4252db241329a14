/** Which of a metric's two inputs is at fault. */
export type MetricArgument = "yTrue" | "yPred";

/**
 * A metric's input cannot be scored. The message never holds a value of `yTrue`, so that it may be shown to
 * whoever made the predictions.
 */
export class MetricInputError extends Error {
  readonly argument: MetricArgument;
  /** Zero-based position in the input, where one row is at fault. */
  readonly row?: number;

  constructor(message: string, argument: MetricArgument, row?: number) {
    super(message);
    this.name = "MetricInputError";
    this.argument = argument;
    if (row !== undefined) this.row = row;
  }
}

/** What messages call an argument. */
export function nameOf(argument: MetricArgument): string {
  return argument === "yTrue" ? "the answers" : "the predictions";
}

/** @throws MetricInputError (yPred) when the inputs differ in length */
export function assertSameLength(trueLength: number, predictedLength: number): void {
  if (trueLength === predictedLength) return;
  throw new MetricInputError(
    `The answers have ${trueLength} rows, but the predictions have ${predictedLength}; expected as many.`,
    "yPred",
  );
}

/** @throws MetricInputError when there are no rows */
export function assertNotEmpty(argument: MetricArgument, length: number): void {
  if (length > 0) return;
  throw new MetricInputError(`There are no rows in ${nameOf(argument)}; expected at least one.`, argument);
}
