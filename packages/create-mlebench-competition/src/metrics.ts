/** What a target column holds, and with it what a prediction is. */
export type TargetValue = "probability" | "number" | "integer" | "class" | "boolean" | "text";

export const targetValues: readonly TargetValue[] = [
  "probability",
  "number",
  "integer",
  "class",
  "boolean",
  "text",
];

/** What a new package says about a metric. */
export interface Metric {
  /** Name in `facts/competition.json`. */
  name: string;
  /** Names that the benchmark's facts have for it. */
  aliases?: readonly string[];
  /** Export of `@mlebench/metrics`. */
  function: string;
  lowerIsBetter: boolean;
  value: TargetValue;
  sentence: string;
  /** The formula and what its symbols mean; absent for a metric that the author describes. */
  formula?: string;
  /** Whether a constant prediction has no score, as with correlations. */
  needsVariation?: boolean;
}

const symbols = "`y` is the true value, `p` the prediction, and `n` the number of test rows.";

/** Metrics that need no further option, by the names that `--metric` knows. */
export const knownMetrics: readonly Metric[] = [
  {
    name: "accuracy",
    aliases: ["multi-class-classification-accuracy"],
    function: "accuracy",
    lowerIsBetter: false,
    value: "class",
    sentence: "Accuracy, the fraction of test rows with a correct prediction.",
    formula: "accuracy = correct / n",
  },
  {
    name: "auc-roc",
    function: "rocAuc",
    lowerIsBetter: false,
    value: "probability",
    sentence: "Area under the receiver operating characteristic (ROC) curve.",
    formula: "AUC = P(p of a positive row > p of a negative row) + 0.5 · P(both are equal)",
  },
  {
    name: "log-loss",
    function: "logLoss",
    lowerIsBetter: true,
    value: "probability",
    sentence: "Logarithmic loss.",
    formula: "log loss = −(1/n) · Σ (y · ln p + (1 − y) · ln(1 − p))",
  },
  {
    name: "rmse",
    aliases: ["root-mean-squared-error", "root_mean_squared_error"],
    function: "rootMeanSquaredError",
    lowerIsBetter: true,
    value: "number",
    sentence: "Root mean squared error (RMSE).",
    formula: "RMSE = √((1/n) · Σ (y − p)²)",
  },
  {
    name: "mae",
    aliases: ["mean-absolute-error"],
    function: "meanAbsoluteError",
    lowerIsBetter: true,
    value: "number",
    sentence: "Mean absolute error (MAE).",
    formula: "MAE = (1/n) · Σ |y − p|",
  },
  {
    name: "pearson",
    aliases: ["pearson-correlation-coefficient"],
    function: "pearson",
    lowerIsBetter: false,
    value: "number",
    sentence: "Pearson correlation of predictions and true values.",
    needsVariation: true,
    formula: "r = cov(y, p) / (σ(y) · σ(p))",
  },
  {
    name: "spearman",
    function: "spearman",
    lowerIsBetter: false,
    value: "number",
    sentence: "Spearman rank correlation of predictions and true values.",
    needsVariation: true,
    formula: "ρ = cov(rank(y), rank(p)) / (σ(rank(y)) · σ(rank(p)))",
  },
  {
    name: "matthews-correlation",
    aliases: ["matthews-correlation-coefficient"],
    function: "matthewsCorrelation",
    lowerIsBetter: false,
    value: "class",
    sentence: "Matthews correlation coefficient.",
  },
  {
    name: "mean-levenshtein",
    aliases: ["levenshtein-distance"],
    function: "meanLevenshtein",
    lowerIsBetter: true,
    value: "text",
    sentence: "Mean Levenshtein distance between predicted and true text.",
    formula: "score = (1/n) · Σ levenshtein(y, p)",
  },
  {
    name: "mean-word-jaccard",
    aliases: ["word-level-jaccard-score", "jaccard-similarity"],
    function: "meanWordJaccard",
    lowerIsBetter: false,
    value: "text",
    sentence: "Mean Jaccard index of the word sets of predicted and true text.",
    formula: "score = (1/n) · Σ |words(y) ∩ words(p)| / |words(y) ∪ words(p)|",
  },
];

/** The `## Evaluation` section of a description. */
export function evaluationText({ sentence, formula, lowerIsBetter }: Metric): string {
  const direction = lowerIsBetter ? "Lower is better." : "Higher is better.";
  if (formula === undefined) return `${sentence} ${direction}`;
  return `${sentence}\n\n\`\`\`\n${formula}\n\`\`\`\n\n${symbols} ${direction}`;
}

/** Thresholds to start from: invented, and in the right order. */
export function placeholderMedals(lowerIsBetter: boolean): Record<string, number> {
  return lowerIsBetter
    ? { gold: 0.1, silver: 0.2, bronze: 0.3, median: 0.5 }
    : { gold: 0.95, silver: 0.9, bronze: 0.85, median: 0.75 };
}
