import { f1, type Labels, labelsFromList } from "@mlebench/metrics";
import { defineMetricGrader } from "@mlebench/table";

export const grade = defineMetricGrader(
  (yTrue, yPred) => f1(asList(yTrue), asList(yPred), { average: "micro" }),
  { id: "file", target: "species", values: "classes" },
);

/** Beside strings, missing values and numbers count as strings too. */
function asList(column: Labels): Labels {
  return column.dtype === "object" ? labelsFromList(Array.from(column.values)) : column;
}
