export { accuracy } from "./classification/accuracy.js";
export { type CohenKappaOptions, cohenKappa } from "./classification/cohen-kappa.js";
export { f1, fbeta, jaccard, type LabelScoreOptions, precision, recall } from "./classification/f-score.js";
export { type IntegerLabelOptions, integerLabels } from "./classification/integer-labels.js";
export { type KlDivergenceOptions, klDivergence } from "./classification/kl-divergence.js";
export {
  f1OfLabelSets,
  fbetaOfLabelSets,
  jaccardOfLabelSets,
  type LabelSetOptions,
  type LabelSets,
} from "./classification/label-sets.js";
export { logLoss } from "./classification/log-loss.js";
export { matthewsCorrelation } from "./classification/matthews.js";
export { probabilisticFbeta } from "./classification/probabilistic-f-score.js";
export { type ColumnWeights, weightedMultiLabelLogLoss } from "./classification/weighted-log-loss.js";
export * from "./detection/index.js";
export { type MetricArgument, type MetricInputDetails, MetricInputError } from "./errors.js";
export {
  type LabelDtype,
  type Labels,
  type LabelsInput,
  type LabelValue,
  labelsFromList,
  type NumericArray,
} from "./labels.js";
export type { Columns } from "./matrix.js";
export { meanOverColumns } from "./mean-over-columns.js";
export { toFiniteFloats } from "./numbers.js";
export { quantile } from "./quantile.js";
export { type AveragePrecisionOptions, averagePrecision } from "./ranking/average-precision.js";
export { averagePrecisionAtK, meanAveragePrecisionAtK } from "./ranking/average-precision-at-k.js";
export { type BiasWeightedAucOptions, biasWeightedAuc } from "./ranking/bias-weighted-auc.js";
export { pearson, spearman } from "./ranking/correlation.js";
export { kendallTauOfOrders } from "./ranking/kendall-tau.js";
export { labelRankingAveragePrecision } from "./ranking/label-ranking.js";
export { type RocAucOptions, rocAuc, rocCurve } from "./ranking/roc-auc.js";
export { areaUnderCurve, type RocCurve } from "./ranking/roc-curve.js";
export { type WeightedRocAucOptions, weightedRocAuc } from "./ranking/weighted-roc-auc.js";
export {
  meanAbsoluteError,
  meanColumnwiseRootMeanSquaredError,
  meanSquaredError,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
} from "./regression/errors.js";
export { meanLogAbsoluteErrorByGroup } from "./regression/group-log-error.js";
export { type Coordinates, haversineDistance } from "./regression/haversine-distance.js";
export { type LaplaceOptions, laplaceLogLikelihood } from "./regression/laplace-log-likelihood.js";
export { type Directions, meanAngularError } from "./regression/mean-angular-error.js";
export * from "./segmentation/index.js";
export { parsePythonInteger } from "./segmentation/python-integers.js";
export { average, mean, nanMean, pairwiseSum } from "./sum.js";
export { levenshtein, meanLevenshtein } from "./text/levenshtein.js";
export { parsePythonFloat } from "./text/python-float.js";
export { meanWordJaccard, splitWords, wordJaccard } from "./text/words.js";
