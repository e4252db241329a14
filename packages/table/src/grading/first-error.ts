import {
  type AcceptedCell,
  type InvalidSubmissionError,
  type MlebenchError,
  quoteNames,
  type SubmissionSchema,
  type TargetSchema,
  type TargetValue,
} from "@mlebench/core";
import { type Cell, isMissing } from "../columns/column.js";
import { plainNumber } from "../numbers/plain-number.js";
import { quotedCell, quoteText, sourceText } from "../quote.js";
import { requireColumns, requireExactColumns } from "../requirements/columns.js";
import { firstSumError } from "../requirements/probabilities.js";
import type { Table } from "../table.js";
import { firstIdError, type IdMatching } from "./ids.js";

/** What can be wrong with a cell. */
type CellFault = AcceptedCell | "infinite" | "fraction" | "unknown-class" | "number-for-class";

/** A fault and its place; `position` is that of the column, so that the first cell of a row is the first in the file. */
interface Found {
  row: number;
  position: number;
  error: () => MlebenchError;
}

/**
 * Looks for the reason of a rejection in the entire file. Graders look at columns and rows in the reference's order, which
 * decides the verdict; people read their file from the top. What is found depends on the submission, its schema and the
 * test set's IDs alone, never on an answer.
 * @param known a table with the IDs of the test set, if there is one
 * @param refusal what the grader said
 * @returns the error that names the first wrong row and its first wrong cell; `refusal` where nothing comes before it
 */
export function findFirstError(
  submission: Table,
  known: Table | undefined,
  schema: SubmissionSchema,
  refusal: InvalidSubmissionError,
): Error {
  try {
    return findFirst(submission, known, schema, refusal);
  } catch (error) {
    // A file too large to be looked at closer.
    if (error instanceof RangeError) return refusal;
    throw error;
  }
}

function findFirst(
  submission: Table,
  known: Table | undefined,
  schema: SubmissionSchema,
  refusal: InvalidSubmissionError,
): Error {
  const wrongColumns = columnFault(submission, schema);
  if (wrongColumns !== undefined) return wrongColumns;
  const { row, column, cause } = refusal.details;
  const byMetric = cause instanceof Error && cause.name === "MetricInputError";
  const byIds = schema.matchedBy === "id-superset" && column === schema.id[0];
  // The entire file is wrong, such as its number of rows or the order of its columns.
  if (row === undefined && !byMetric && !byIds) return refusal;
  const explains = (fault: CellFault, accepts: readonly AcceptedCell[]): boolean => {
    if (fault === "unknown-class") return byMetric && row === undefined;
    if (fault === "number-for-class") return byMetric;
    if (fault === "infinite" || fault === "fraction" || !accepts.includes(fault)) return true;
    // Accepted at times: a metric that refuses a value may have met this one.
    if (fault === "missing") return byMetric && refusal.headline === headlines.missing;
    return byMetric && (fault === "text" || row === undefined);
  };
  const cell = firstCellFault(submission, schema, explains);
  const faults = [idFault(submission, known, schema), cell, sumFault(submission, schema)];
  let first: Found | undefined;
  for (const found of faults) if (found !== undefined && isBefore(found, first)) first = found;
  if (first === undefined || (row !== undefined && row <= first.row)) return refusal;
  return first.error();
}

function isBefore(found: Found, other: Found | undefined): boolean {
  if (other === undefined || found.row !== other.row) return other === undefined || found.row < other.row;
  return found.position < other.position;
}

function columnFault(submission: Table, schema: SubmissionSchema): Error | undefined {
  const { id, targets, requiredColumns = [], matchedBy, exactColumns } = schema;
  const ids = matchedBy === "position" ? [] : id;
  const names = [...ids, ...targets.flatMap((target) => target.names), ...requiredColumns];
  try {
    if (exactColumns) requireExactColumns(submission, names);
    else requireColumns(submission, names);
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

const idMatchings: Partial<Record<NonNullable<SubmissionSchema["matchedBy"]>, IdMatching>> = {
  id: "as-often",
  "id-set": "as-set",
  "id-subset": "as-subset",
  "id-superset": "as-set",
};

function idFault(
  submission: Table,
  known: Table | undefined,
  { id, matchedBy = "id" }: SubmissionSchema,
): Found | undefined {
  const matching = idMatchings[matchedBy];
  if (id.length !== 1 || matching === undefined || !known?.has(id[0])) return undefined;
  const pair = { given: submission.column(id[0]), wanted: known.column(id[0]) };
  const error = firstIdError(submission, id[0], pair, matching);
  if (error?.details.row === undefined) return undefined;
  const position = submission.names.indexOf(id[0]);
  return { row: error.details.row - 1, position, error: () => error };
}

function sumFault(submission: Table, schema: SubmissionSchema): Found | undefined {
  if (schema.rowSum !== 1) return undefined;
  const names = schema.targets.flatMap(({ names, value }) => (value.type === "number" ? names : []));
  const columns = names.map((name) => {
    const { dtype, values } = submission.column(name);
    return dtype === "float64" ? values : Float64Array.from(values as ArrayLike<Cell>, numberOf);
  });
  const error = firstSumError(submission, columns);
  if (error?.details.row === undefined) return undefined;
  return { row: error.details.row - 1, position: submission.names.length, error: () => error };
}

function firstCellFault(
  submission: Table,
  schema: SubmissionSchema,
  explains: (fault: CellFault, accepts: readonly AcceptedCell[]) => boolean,
): Found | undefined {
  let first: Found | undefined;
  for (const [position, name] of submission.names.entries()) {
    const target = schema.targets.find(({ names }) => names.includes(name));
    if (target === undefined || schema.id.includes(name)) continue;
    const { value, accepts = [] } = target;
    const { dtype, values } = submission.column(name);
    const end = first === undefined ? submission.length : first.row;
    for (let row = 0; row < end; row++) {
      const cell = dtype === "bool" ? values[row] === 1 : values[row];
      const fault = faultOf(cell, value);
      if (fault === undefined || !explains(fault, accepts)) continue;
      first = { row, position, error: () => cellError(submission, name, row, fault, target) };
      break;
    }
  }
  return first;
}

/** A cell as a number; NaN for what is none. */
function numberOf(cell: Cell): number {
  return typeof cell === "string"
    ? (plainNumber(cell) ?? Number.NaN)
    : cell === null
      ? Number.NaN
      : Number(cell);
}

function faultOf(cell: Cell, value: TargetValue): CellFault | undefined {
  if (isMissing(cell)) return "missing";
  switch (value.type) {
    case "number":
    case "integer":
      return numberFault(cell, value);
    case "class": {
      const { classes } = value;
      if (!classes.every((name) => typeof name === "number")) {
        if (classes.includes(String(cell))) return undefined;
        return typeof cell === "string" ? "unknown-class" : "number-for-class";
      }
      return (
        numberFault(cell, { type: "integer" }) ??
        (classes.includes(numberOf(cell)) ? undefined : "unknown-class")
      );
    }
    case "boolean":
      if (typeof cell === "boolean" || /^(?:true|false)$/i.test(String(cell))) return undefined;
      return [0, 1].includes(numberOf(cell)) ? undefined : "text";
    case "labels":
      return value.classes.length === 0 ||
        String(cell)
          .split(" ")
          .every((name) => value.classes.includes(name))
        ? undefined
        : "unknown-class";
    default:
      return undefined;
  }
}

function numberFault(
  cell: Cell,
  { type, min, max }: Extract<TargetValue, { type: "number" | "integer" }>,
): CellFault | undefined {
  const number = numberOf(cell);
  // True and False are text beside numbers; a column of nothing else holds 1 and 0.
  if (Number.isNaN(number)) return "text";
  if (!Number.isFinite(number)) return "infinite";
  if (type === "integer" && !Number.isInteger(number)) return "fraction";
  return (min !== undefined && number < min) || (max !== undefined && number > max)
    ? "out-of-range"
    : undefined;
}

const headlines: Record<CellFault, string> = {
  missing: "Missing value",
  text: "Invalid value",
  infinite: "Infinite value",
  fraction: "Invalid value",
  "out-of-range": "Value out of range",
  "unknown-class": "Unknown class",
  "number-for-class": "Unknown class",
};

function cellError(
  submission: Table,
  name: string,
  row: number,
  fault: CellFault,
  { value }: TargetSchema,
): MlebenchError {
  const text = sourceText(submission, name, row);
  const isWord = fault === "missing" && text.trim() !== "";
  const isNumber = value.type === "number" || value.type === "integer";
  const headline = fault === "text" && isNumber ? "Invalid number" : headlines[fault];
  return submission.error(
    fault === "missing" ? headline : `${headline}${quotedCell(submission, name, row)}`,
    {
      row: row + 1,
      column: name,
      expected: describeValue(value),
      hint: isWord ? `${quoteText(text)} is read as a missing value.` : undefined,
    },
  );
}

/** What a target of a schema should hold, for a message; undefined without schema. */
export function describeTarget(schema: SubmissionSchema | undefined, name: string): string | undefined {
  const target = schema?.targets.find(({ names }) => names.includes(name));
  return target === undefined ? undefined : describeValue(target.value);
}

function describeValue(value: TargetValue): string {
  switch (value.type) {
    case "number":
      return `a number${describeRange(value)}`;
    case "integer":
      return `an integer${describeRange(value)}`;
    case "boolean":
      return "`True` or `False`";
    case "class":
      return `one of ${quoteNames(value.classes.map(String))}`;
    case "labels":
      return value.classes.length === 0
        ? `${value.most === undefined ? "labels" : `up to ${value.most} labels`}, separated by spaces`
        : `one or more of ${quoteNames(value.classes.map(String))}, separated by spaces`;
    case "ordering":
      return "the items of the row, separated by spaces";
    case "sequence":
      return `one or more integers${describeRange(value)}, separated by spaces`;
    case "run-lengths":
      return `\`start length start length …\`, or ${value.none === undefined ? "nothing" : `\`${value.none}\``}`;
    case "boxes":
      return `\`${value.fields.join(" ")}\` for each box`;
    case "span":
      return `\`start:end\`, or one of ${quoteNames(value.words)}`;
    case "text":
      return "text";
  }
}

function describeRange({ min, max }: { min?: number; max?: number }): string {
  const [low, high] = [min, max].map((bound) =>
    bound === undefined ? "" : String(Number(bound.toPrecision(7))),
  );
  if (min !== undefined && max !== undefined) return ` from ${low} to ${high}`;
  if (min !== undefined) return ` of at least ${low}`;
  return max === undefined ? "" : ` of at most ${high}`;
}
