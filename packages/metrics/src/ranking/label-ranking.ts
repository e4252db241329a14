import { assertIndicator } from "../classification/indicator.js";
import { inColumn, MetricInputError } from "../errors.js";
import { assertTable, type Columns } from "../matrix.js";
import { toFiniteFloats } from "../numbers.js";
import { mean, pairwiseSum } from "../sum.js";

/**
 * Label ranking average precision, in (0, 1]: for each relevant label of a row, the share of relevant labels among
 * those scored at least as high; averaged over the row's relevant labels, then over rows. A row with labels that are all
 * or none relevant counts 1. Agrees with scikit-learn's `label_ranking_average_precision_score`; with the rows'
 * numbers of relevant labels as weights it is lωlrap.
 * @param yTrue columns of 0 and 1, one a label
 * @param yScore columns of finite scores, in the same order
 * @param weights one a row
 * @throws MetricInputError for anything else, no rows and unlike shapes
 */
export function labelRankingAveragePrecision(
  yTrue: Columns,
  yScore: Columns,
  weights?: ArrayLike<number>,
): number {
  const rows = assertTable("yTrue", yTrue);
  if (yScore.length !== yTrue.length || assertTable("yPred", yScore) !== rows) {
    throw new MetricInputError("Wrong shape of the scores", "yPred", {
      expected: `${rows} rows and ${yTrue.length} columns`,
    });
  }
  const truths = assertIndicator("yTrue", yTrue);
  const scores = yScore.map((column, k) => inColumn(k, () => toFiniteFloats("yPred", column)));
  let total = 0;
  for (let row = 0; row < rows; row++) total += precisionOfRow(truths, scores, row) * (weights?.[row] ?? 1);
  return total / (weights === undefined ? rows : pairwiseSum(weights));
}

function precisionOfRow(
  truths: readonly Float64Array[],
  scores: readonly Float64Array[],
  row: number,
): number {
  const relevant: number[] = [];
  for (let k = 0; k < truths.length; k++) if (truths[k][row] !== 0) relevant.push(k);
  if (relevant.length === 0 || relevant.length === truths.length) return 1;
  return mean(
    relevant.map((label) => {
      const threshold = scores[label][row];
      let rank = 0;
      let hits = 0;
      for (let k = 0; k < scores.length; k++) {
        if (scores[k][row] < threshold) continue;
        rank++;
        if (truths[k][row] !== 0) hits++;
      }
      return hits / rank;
    }),
  );
}
