import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  f1,
  integerLabels,
  type LabelDtype,
  type LabelsInput,
  type LabelValue,
  MetricInputError,
} from "../src/index.js";

interface Recorded {
  truth: number[];
  cases: {
    dtype: LabelDtype;
    cells: (["int" | "float" | "text", string] | ["bool", boolean])[];
    /** Macro F1, or null where Python or scikit-learn raises. */
    whole: number | null;
    firstWord: number | null;
  }[];
}
const path = new URL("fixtures/integer-labels.json", import.meta.url);
const recorded = JSON.parse(readFileSync(path, "utf8")) as Recorded;

const labelOf = ([kind, value]: Recorded["cases"][number]["cells"][number]): LabelValue => {
  if (kind === "bool" || kind === "text") return value;
  return kind === "float" ? Number(value.replace("inf", "Infinity").replace("nan", "NaN")) : BigInt(value);
};

const scoreOf = (predicted: LabelsInput, firstWord: boolean): number | null => {
  try {
    return f1(recorded.truth, integerLabels(predicted, { firstWord }), { average: "macro" });
  } catch (error) {
    if (error instanceof MetricInputError) return null;
    throw error;
  }
};

test.each(recorded.cases)(
  "are what Python's int reads: $dtype $cells",
  ({ dtype, cells, whole, firstWord }) => {
    const column = { dtype, values: cells.map(labelOf) };
    for (const [score, expected] of [
      [scoreOf(column, false), whole],
      [scoreOf(column, true), firstWord],
    ]) {
      if (expected === null || score === null) expect(score).toBe(expected);
      else expect(score).toBeCloseTo(expected, 12);
    }
  },
);

test("errors name the row and never a value", () => {
  const labels = { dtype: "object", values: ["1", "2", "secret", "4"] } as const;
  expect(() => integerLabels(labels)).toThrow(
    expect.objectContaining({
      headline: "Invalid integer",
      argument: "yPred",
      row: 2,
      expected: "an integer",
    }),
  );
});
