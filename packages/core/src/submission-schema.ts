/**
 * What a valid submission holds, for messages, documentation and tools. It describes; the grader decides.
 */
export interface SubmissionSchema {
  /** Column(s) that name a row. Empty when rows are matched by position. */
  id: readonly string[];
  /**
   * How the grader pairs rows with the answers: by equal IDs, each as often as in the sample submission ("id"), also
   * repeated ("id-set"), or some of them ("id-subset"); by equal IDs where the answers have only some of the sample
   * submission's ("id-superset"), and rows of other IDs count for nothing; by the rank of each ID among all of them,
   * which lets any IDs pass; or by position, which needs no ID column at all.
   * @default "id"
   */
  matchedBy?: "id" | "id-set" | "id-subset" | "id-superset" | "rank" | "position";
  /** One entry per target column, or one that stands for many alike (`names`). */
  targets: readonly TargetSchema[];
  /** Rules that no single column can state, each one sentence. */
  rules?: readonly string[];
  /** Rule that a program can follow when it makes up a submission: targets of a row sum to this. */
  rowSum?: number;
  /** True when other columns than id and targets make the file invalid. */
  exactColumns?: boolean;
  /** Columns that are required besides `id` and targets. */
  requiredColumns?: readonly string[];
}

export interface TargetSchema {
  names: readonly string[];
  value: TargetValue;
  /** Cells outside the domain of `value` that some or all graded files may hold. Other such cells make a file invalid. */
  accepts?: readonly AcceptedCell[];
  /** One sentence on what the value means. */
  description?: string;
}

/** A kind of cell outside the domain: nothing, text beside numbers or booleans, a number outside `min` and `max`. */
export type AcceptedCell = "missing" | "text" | "out-of-range";

/** The domain of a target's values. Ranges are inclusive; a missing bound is open. */
export type TargetValue =
  | { type: "number"; min?: number; max?: number }
  /** With `isClass`, numbers stand for classes: which of them occur counts, not which is larger. */
  | { type: "integer"; min?: number; max?: number; isClass?: boolean }
  | { type: "boolean" }
  | { type: "class"; classes: readonly (string | number)[] }
  /** Up to `most` of `classes`, separated by a space. Without classes, any words are accepted. */
  | { type: "labels"; classes: readonly string[]; most?: number }
  /** The items that the sample submission lists for the same row, in another order, separated by a space. */
  | { type: "ordering" }
  /** One integer or more from `min` to `max`, in order and with repeats, separated by a space. */
  | { type: "sequence"; min: number; max: number }
  /** A span `start:end` of two integers, or one of `words`. */
  | { type: "span"; words: readonly string[] }
  /**
   * Run lengths `start length …`, 1-based, ascending, not overlapping. Pixels are numbered down the columns unless
   * `order` says otherwise. `none` (or nothing) stands for an empty mask. If rows differ in size, the smallest size.
   */
  | {
      type: "run-lengths";
      height: number;
      width: number;
      order?: "column-major" | "row-major";
      none?: string;
    }
  /**
   * Space-separated boxes or points, each of `fields`, such as "class confidence x_min y_min x_max y_max". Classes are
   * names, or the numbers below a count. `none` stands for no box.
   */
  | {
      type: "boxes";
      fields: readonly string[];
      classes: number | readonly string[];
      extent: number;
      none: string;
    }
  | { type: "text" };
