import { accuracy, type Labels, labelsFromList } from "@mlebench/metrics";
import { type Cell, type Column, defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader((yTrue, yPred) => accuracy(yTrue, withoutGaps(yPred)), {
  id: "image_id",
  target: "label",
  values: "classes",
});

/** A missing label counts as an empty string, beside which numbers count as strings as well. */
function withoutGaps(column: Column): Labels {
  const cells = Array.from(column.values as ArrayLike<Cell>, (cell) =>
    cell === null || Number.isNaN(cell) ? "" : cell,
  );
  return column.dtype === "object" || cells.includes("") ? labelsFromList(cells) : column;
}
