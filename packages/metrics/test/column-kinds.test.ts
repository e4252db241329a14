import { describe, expect, it } from "vitest";
import {
  accuracy,
  averagePrecision,
  cohenKappa,
  f1,
  fbeta,
  jaccard,
  type Labels,
  logLoss,
  matthewsCorrelation,
  meanAbsoluteError,
  pearson,
  precision,
  recall,
  rocAuc,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
  spearman,
} from "../src/index.js";
import {
  agrees,
  type Recorded,
  type RecordedColumn,
  readFixture,
  scoreOrError,
  toColumn,
} from "./helpers.js";

const { columns, names, table, odd } = readFixture<{
  columns: Record<string, RecordedColumn>;
  names: string[];
  table: Record<string, Recorded[][]>;
  odd: [string, string, string, Recorded][];
}>("kinds.json");

const metrics: Record<string, (yTrue: Labels, yPred: Labels) => number> = {
  accuracy,
  "f1-binary": f1,
  "f1-micro": (t, p) => f1(t, p, { average: "micro" }),
  "f1-macro": (t, p) => f1(t, p, { average: "macro" }),
  "f1-weighted": (t, p) => f1(t, p, { average: "weighted" }),
  "fbeta-binary": (t, p) => fbeta(t, p, { beta: 0.5 }),
  "precision-macro": (t, p) => precision(t, p, { average: "macro" }),
  "recall-binary": recall,
  "jaccard-binary": jaccard,
  "jaccard-macro": (t, p) => jaccard(t, p, { average: "macro" }),
  "jaccard-weighted": (t, p) => jaccard(t, p, { average: "weighted" }),
  kappa: (t, p) => cohenKappa(t, p, { weights: "quadratic" }),
  matthews: matthewsCorrelation,
  rocAuc,
  averagePrecision,
  logLoss,
  mae: meanAbsoluteError,
  rmse: rootMeanSquaredError,
  rmsle: rootMeanSquaredLogError,
  pearson,
  spearman,
};

function score(metric: string, yTrue: string, yPred: string): number | "error" {
  return scoreOrError(() => metrics[metric](toColumn(columns[yTrue]), toColumn(columns[yPred])));
}

/**
 * scikit-learn loses rows when integers that float64 cannot hold meet float labels in a confusion matrix; here they
 * are counted.
 */
function isTooGreat(yTrue: string, yPred: string): boolean {
  const floats = new Set(["float01", "float012"]);
  return (yTrue === "huge" && floats.has(yPred)) || (yPred === "huge" && floats.has(yTrue));
}

describe("every pair of column kinds is scored or rejected as the reference does", () => {
  it.each(Object.keys(table))("%s", (metric) => {
    const differences: string[] = [];
    names.forEach((yTrue, i) => {
      names.forEach((yPred, j) => {
        if (metric === "kappa" && isTooGreat(yTrue, yPred)) return;
        const actual = score(metric, yTrue, yPred);
        const recorded = table[metric][i][j];
        if (!agrees(actual, recorded))
          differences.push(`${yTrue} / ${yPred}: ${actual}, recorded ${recorded}`);
      });
    });
    expect(differences).toEqual([]);
  });

  it("also for columns of unlike lengths and without rows", () => {
    const differences = odd
      .map(([metric, yTrue, yPred, recorded]) => ({
        metric,
        yTrue,
        yPred,
        recorded,
        actual: score(metric, yTrue, yPred),
      }))
      .filter(({ actual, recorded }) => !agrees(actual, recorded));
    expect(differences).toEqual([]);
  });
});
