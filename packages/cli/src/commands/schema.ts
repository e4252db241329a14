import type { SubmissionSchema, TargetSchema } from "@mlebench/core";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { formatTable } from "../table.js";
import { print } from "../terminal.js";

export interface SchemaOptions extends JsonOption {
  competition: string;
}

/** Prints the format of a valid submission. */
export async function schema(options: SchemaOptions): Promise<number> {
  const { facts, submission } = await find(options.competition);
  if (options.json) printJson(submission);
  else print(schemaText(facts.id, submission));
  return exitCodes.ok;
}

function schemaText(id: string, submission: SubmissionSchema): string {
  const rows = [
    ...submission.id.map((name) => [`  ${name}`, "row identifier"]),
    ...submission.targets.map((target) => [`  ${someOf(target.names)}`, targetText(target)]),
    ...(submission.requiredColumns ?? []).map((name) => [`  ${name}`, "required"]),
  ];
  const rules = [
    ...(submission.id.length === 0 ? ["Rows are matched by their position."] : []),
    ...(submission.rowSum === undefined ? [] : [`The targets of a row sum to ${submission.rowSum}.`]),
    ...(submission.exactColumns ? ["No other columns are allowed."] : []),
    ...(submission.rules ?? []),
  ];
  return [`A submission for ${id} is a CSV file with these columns:`, formatTable(rows), ...rules].join("\n");
}

/** All items of a short list, or the first and last ones of a long list. */
function someOf(items: readonly (string | number)[]): string {
  if (items.length <= 6) return items.join(", ");
  return `${items.slice(0, 3).join(", ")}, … ${items.at(-1)} (${items.length})`;
}

function targetText({ value, description }: TargetSchema): string {
  return [valueText(value), description].filter(Boolean).join("; ");
}

function valueText(value: TargetSchema["value"]): string {
  switch (value.type) {
    case "number":
    case "integer":
      return `${value.type}${rangeText(value.min, value.max)}`;
    case "boolean":
      return "True or False";
    case "class":
      return `one of ${someOf(value.classes)}`;
    case "labels":
      return `${labelsText(value)}, separated by spaces`;
    case "ordering":
      return "the row's items in the predicted order, separated by spaces";
    case "sequence":
      return `one or more integers${rangeText(value.min, value.max)} in order, separated by spaces`;
    case "run-lengths":
      return `run lengths${value.order === "row-major" ? " along rows" : ""} of a mask ${value.height} high and ${value.width} wide`;
    case "boxes":
      return `boxes of ${value.fields.length} values (${value.fields.join(" ")}); ${value.none === "" ? "nothing" : `"${value.none}"`} for none`;
    case "span":
      return `start:end, or one of ${someOf(value.words)}`;
    case "text":
      return "text";
  }
}

function labelsText({ classes, most }: Extract<TargetSchema["value"], { type: "labels" }>): string {
  if (classes.length === 0) return most === undefined ? "labels" : `up to ${most} labels`;
  return `${most === undefined ? "any" : `up to ${most}`} of ${someOf(classes)}`;
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of ${min} or more`;
  return max === undefined ? "" : ` of ${max} or less`;
}
