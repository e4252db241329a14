import type { TargetValue } from "./metrics.js";

/** What the files of a new package say about a kind of target. */
export interface Target {
  /** `values` of `defineMetricGrader`. */
  graderValues: string;
  /** `value` of the submission schema, as TypeScript. */
  schemaValue: string;
  /** Labels that must all occur among the answers, as TypeScript; absent if any values will do. */
  classes?: string;
  /** TypeScript that draws a label; absent if labels are {@link classes}. */
  draw?: { expression: string; tools: readonly string[] };
  /** Prediction of the sample submission, as TypeScript. */
  sample: string;
  /** Type and values in the tables of a description. */
  type: string;
  range: string;
  /** Two predictions in the example of a description. */
  examples: readonly [string, string];
  /** A sentence on what makes a prediction invalid. */
  invalid: string;
}

/** What the options say about a target. */
export interface TargetOptions {
  value: TargetValue;
  /** Classes of a class target. */
  classes: readonly string[];
  /** Smallest and largest value of a number or integer target. */
  range?: readonly [low: number, high: number];
}

export function targetOf({ value, classes, range }: TargetOptions): Target {
  if (range !== undefined) return rangeTarget(value, range);
  switch (value) {
    case "probability":
      return {
        graderValues: "probabilities",
        schemaValue: '{ type: "number", min: 0, max: 1 }',
        classes: "[0, 1]",
        sample: "0.5",
        type: "number",
        range: "probability of the positive class, 0 to 1",
        examples: ["0.1", "0.85"],
        invalid: "is missing or is not a number from 0 to 1",
      };
    case "number":
      return {
        graderValues: "numbers",
        schemaValue: '{ type: "number" }',
        draw: { expression: "decimal(0, 10, 2)", tools: ["decimal"] },
        sample: "0",
        type: "number",
        range: "any number",
        examples: ["1.5", "7.25"],
        invalid: "is missing or is not a finite number",
      };
    case "integer":
      return {
        graderValues: "integers",
        schemaValue: '{ type: "integer" }',
        draw: { expression: "below(10)", tools: ["below"] },
        sample: "0",
        type: "integer",
        range: "any integer",
        examples: ["3", "7"],
        invalid: "is missing or is not an integer",
      };
    case "boolean":
      return {
        graderValues: "integers",
        schemaValue: '{ type: "boolean" }',
        classes: '["True", "False"]',
        sample: "false",
        type: "boolean",
        range: "`True` or `False`",
        examples: ["False", "True"],
        invalid: "is missing or is not a boolean",
      };
    case "class":
      return {
        graderValues: "classes",
        schemaValue: `{ type: "class", classes: ${JSON.stringify(classes)} }`,
        classes: JSON.stringify(classes),
        sample: JSON.stringify(classes[0]),
        type: "category",
        range: classes.map((name) => `\`${name}\``).join(", "),
        examples: [classes[0] ?? "", classes.at(-1) ?? ""],
        invalid: "is missing",
      };
    case "text":
      return {
        graderValues: "strings",
        schemaValue: '{ type: "text" }',
        draw: { expression: "phrase(subjects, verbs, objects)", tools: ["phrase"] },
        sample: '"the river"',
        type: "string",
        range: "text",
        examples: ["the river rises", "a bridge"],
        invalid: "is missing",
      };
  }
}

function rangeTarget(value: TargetValue, [low, high]: readonly [number, number]): Target {
  const isInteger = value === "integer";
  const text = `from ${low} to ${high}`;
  const draw = isInteger
    ? { expression: `${low} + below(${high - low + 1})`, tools: ["below"] }
    : { expression: `decimal(${low}, ${high}, 2)`, tools: ["decimal"] };
  return {
    graderValues: isInteger ? "integers" : "numbers",
    schemaValue: `{ type: "${isInteger ? "integer" : "number"}", min: ${low}, max: ${high} }`,
    draw,
    sample: String(low),
    type: isInteger ? "integer" : "number",
    range: text,
    examples: [String(low), String(high)],
    invalid: `is missing or is not ${isInteger ? "an integer" : "a number"} ${text}`,
  };
}
