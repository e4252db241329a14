import type { Column } from "../columns/column.js";
import { requireColumns, requireExactColumns, requireSameLength } from "../requirements/columns.js";
import { requireProbabilities, requireProbabilityRows } from "../requirements/probabilities.js";
import { requireNoMissing, requireNumbersInRange, requireStrings } from "../requirements/values.js";
import type { Table } from "../table.js";
import { type Aligned, alignById, alignByRank } from "./align.js";
import type { AnswersSchema } from "./answers.js";
import { defineGrader, type Grader } from "./define-grader.js";
import { describeTarget } from "./first-error.js";
import { rethrowAsInvalidSubmission } from "./metric-errors.js";

/**
 * What the targets hold. It decides how both files are checked before the metric sees them:
 *
 * | values | answers | submission |
 * |---|---|---|
 * | `numbers` | finite numbers | what the metric accepts, or numbers in `range` |
 * | `probabilities` | finite numbers | numbers from 0 to 1 |
 * | `probability-rows` | finite numbers | numbers from 0 to 1 that sum to 1 over the targets of a row |
 * | `integers` | integers or booleans | what the metric accepts, or numbers in `range` |
 * | `classes` | all strings or all integers | what the metric accepts |
 * | `strings` | strings | strings |
 * | `as-strings` | strings | anything, as Python's `str` prints it |
 */
export type ValueKind =
  | "numbers"
  | "probabilities"
  | "probability-rows"
  | "integers"
  | "classes"
  | "strings"
  | "as-strings";

/**
 * The smallest and the largest number that a submission may have, for `numbers` and `integers`; then none may be missing.
 * The same as `min` and `max` of the submission schema.
 */
export type ValueRange = readonly [low: number, high: number];

interface CommonOptions {
  /** Column that identifies a row. */
  id: string;
  /**
   * How rows are paired: by equal IDs, by the rank of the ID among all of them without comparing any, or by position,
   * without looking at IDs at all. The same as `matchedBy` of the submission schema.
   * @default "id"
   */
  matchedBy?: "id" | "rank" | "position";
  /**
   * Whether rows are sorted by ID before the metric sees them: `sorted` of {@link alignById}.
   * @default true, unless the metric says that it gives the same score in any order
   */
  sorted?: boolean;
  /** Whether any other column makes the submission invalid, and the answers damaged. @default false */
  exactColumns?: boolean;
  /** More that the submission has to meet. */
  check?: (submission: Table) => void;
  /** More that the grader needs of the answers; `nullable` targets may have missing values. */
  answers?: Omit<AnswersSchema, "id">;
}

export interface ColumnOptions extends CommonOptions {
  /** Column of the predictions, and of the answers. */
  target: string;
  values: Exclude<ValueKind, "strings" | "as-strings" | "probability-rows">;
  range?: ValueRange;
}

export interface ColumnsOptions extends CommonOptions {
  /** Columns of the predictions, and of the answers, in the order in which the metric gets them. */
  target: readonly string[];
  values: Exclude<ValueKind, "strings" | "as-strings">;
  range?: ValueRange;
}

export interface StringOptions extends CommonOptions {
  /** Column of the predictions, and of the answers. */
  target: string;
  values: "strings" | "as-strings";
  /**
   * What a missing value counts as.
   * @default none for `strings`: missing values make a submission invalid; "nan" for `as-strings`
   */
  missing?: string;
}

/** A metric; `ignoresOrder` if it gives the same score, to the last bit, in any order of rows. */
type Metric<Input> = ((yTrue: Input, yPred: Input) => number) & { ignoresOrder?: boolean };

/**
 * Defines a grader that is one metric over aligned rows: requires the columns and the number of rows, checks the
 * values, pairs the rows, and returns what the metric makes of both sides. What the answers must hold follows.
 * @param metric gets one column of each side, a list of columns if `target` is a list, or a list of strings
 * @example
 * export const grade = defineMetricGrader(rocAuc, { id: "id", target: "has_cactus", values: "probabilities" });
 */
export function defineMetricGrader(metric: Metric<Column>, options: ColumnOptions): Grader;
export function defineMetricGrader(metric: Metric<readonly Column[]>, options: ColumnsOptions): Grader;
export function defineMetricGrader(metric: Metric<readonly string[]>, options: StringOptions): Grader;
export function defineMetricGrader(
  metric: Metric<never>,
  options: ColumnOptions | ColumnsOptions | StringOptions,
): Grader {
  const targets = typeof options.target === "string" ? [options.target] : options.target;
  const { id, matchedBy = "id", exactColumns = false } = options;
  const columns = [id, ...targets];
  return defineGrader(answersSchema(options, targets), (submission, answers, context) => {
    if (exactColumns) for (const table of [answers, submission]) requireExactColumns(table, columns);
    else requireColumns(submission, matchedBy === "position" ? targets : columns);
    requireSameLength(submission, answers);
    requireValues(submission, options, targets, describeTarget(context?.submission, targets[0]));
    options.check?.(submission);
    const aligned = alignRows(submission, answers, { sorted: metric.ignoresOrder !== true, ...options });
    const [yTrue, yPred] = [aligned.answers, aligned.submission].map((table) => inputOf(table, options));
    return rethrowAsInvalidSubmission(
      aligned.submission,
      () => metric(yTrue as never, yPred as never),
      options.target,
    );
  });
}

type Options = ColumnOptions | ColumnsOptions | StringOptions;

const answersKinds = {
  numbers: "numbers",
  probabilities: "numbers",
  "probability-rows": "numbers",
  integers: "integers",
  classes: "classes",
  strings: "strings",
  "as-strings": "strings",
} as const satisfies Record<ValueKind, keyof AnswersSchema>;

function answersSchema({ id, values, answers = {} }: Options, targets: readonly string[]): AnswersSchema {
  const kind = answersKinds[values];
  const required = targets.filter((name) => !answers.nullable?.includes(name));
  return { id, ...answers, [kind]: [...(answers[kind] ?? []), ...required] };
}

function requireValues(
  submission: Table,
  options: Options,
  targets: readonly string[],
  expected = "a string",
): void {
  switch (options.values) {
    case "numbers":
    case "integers":
      if (options.range === undefined) break;
      for (const name of targets) requireNumbersInRange(submission, name, ...options.range);
      break;
    case "probabilities":
      for (const name of targets) requireProbabilities(submission, name);
      break;
    case "probability-rows":
      requireProbabilityRows(submission, targets);
      break;
    case "strings":
      requireStrings(submission, options.target, expected);
      if (options.missing === undefined) requireNoMissing(submission, options.target);
  }
}

function alignRows(submission: Table, answers: Table, { id, matchedBy, sorted }: Options): Aligned {
  if (matchedBy === "position") return { submission, answers };
  if (matchedBy === "rank") return alignByRank(submission, answers, id);
  return alignById(submission, answers, id, { sorted });
}

function inputOf(table: Table, options: Options): Column | readonly Column[] | readonly string[] {
  if (options.values === "strings" || options.values === "as-strings")
    return table.strings(options.target, { missing: options.missing ?? "nan" });
  const { target } = options;
  return typeof target === "string" ? table.column(target) : target.map((name) => table.column(name));
}
