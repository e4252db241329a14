import { assertSameColumns, inColumn } from "./errors.js";
import type { LabelsInput } from "./labels.js";
import type { Columns } from "./matrix.js";
import { mean } from "./sum.js";

/**
 * Turns a metric of one column into its unweighted mean over several.
 * @example meanOverColumns(rocAuc)([labelsA, labelsB], [scoresA, scoresB])
 */
export function meanOverColumns(
  metric: ((yTrue: LabelsInput, yPred: LabelsInput) => number) & { ignoresOrder?: boolean },
): ((yTrue: Columns, yPred: Columns) => number) & { ignoresOrder: boolean } {
  const meanOfMetric = (yTrue: Columns, yPred: Columns): number => {
    assertSameColumns(yTrue.length, yPred.length);
    return mean(yTrue.map((truth, column) => inColumn(column, () => metric(truth, yPred[column]))));
  };
  return Object.assign(meanOfMetric, { ignoresOrder: metric.ignoresOrder === true });
}
