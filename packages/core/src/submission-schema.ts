/**
 * What a valid submission holds, for messages, documentation and tools. It describes; the grader decides.
 */
export interface SubmissionSchema {
  /** Column(s) that name a row. Empty when rows are matched by position. */
  id: readonly string[];
  /** One entry per target column, or one that stands for many alike (`names`). */
  targets: readonly TargetSchema[];
  /** Rules that no single column can state, each one sentence. */
  rules?: readonly string[];
  /** Rule that a program can follow when it makes up a submission: targets of a row sum to this. */
  rowSum?: number;
  /** True when other columns than id and targets make the file invalid. */
  exactColumns?: boolean;
  /** Columns that must be there besides id and targets. */
  alsoRequired?: readonly string[];
}

export interface TargetSchema {
  names: readonly string[];
  value: TargetValue;
  /** One sentence on what the value means. */
  about?: string;
}

/** The domain of a target's values. Ranges are inclusive; a missing bound is open. */
export type TargetValue =
  | { type: "number"; min?: number; max?: number }
  | { type: "integer"; min?: number; max?: number }
  | { type: "boolean" }
  | { type: "class"; classes: readonly (string | number)[] }
  /** Several of `classes`, separated by a space. */
  | { type: "labels"; classes: readonly string[] }
  /** Run lengths `start length …`, 1-based, column-major, ascending, not overlapping; may be empty. */
  | { type: "run-lengths"; height: number; width: number }
  /** Space-separated boxes, each `fields` numbers, such as "class confidence x_min y_min x_max y_max". */
  | { type: "boxes"; fields: readonly string[]; classes: number; extent: number; none: string }
  | { type: "text" };
