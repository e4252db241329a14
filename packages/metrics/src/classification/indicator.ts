import { inColumn, type MetricArgument, MetricInputError } from "../errors.js";
import { holdsText, toLabels } from "../labels.js";
import type { Columns } from "../matrix.js";
import { toFloats } from "../numbers.js";
import { assertLabels } from "./targets.js";

/**
 * The columns of a label indicator matrix: integers or booleans with at most two distinct values in all.
 * @throws MetricInputError for anything else
 */
export function assertIndicator(argument: MetricArgument, inputs: Columns): Float64Array[] {
  const labels = inputs.map(toLabels);
  const booleans = labels.filter(({ dtype }) => dtype === "bool").length;
  const comparable = booleans === 0 || booleans === labels.length;
  if (!comparable || labels.some(holdsText)) throw notAnIndicator(argument);
  const distinct = new Set<number>();
  return labels.map((column, k) => {
    inColumn(k, () => assertLabels(argument, column));
    const values = toFloats(argument, column);
    for (const value of values) {
      if (distinct.has(value)) continue;
      if (distinct.add(value).size > 2) throw notAnIndicator(argument);
    }
    return values;
  });
}

function notAnIndicator(argument: MetricArgument): MetricInputError {
  return new MetricInputError("Invalid indicator", argument, { expected: "0 or 1" });
}
