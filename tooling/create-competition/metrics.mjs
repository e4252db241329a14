// What a new competition's files say for each metric: how it is called, what a prediction is, how data are made up.

const probability = {
  answersKind: "numbers",
  value: '{ type: "number", min: 0, max: 1 }',
  label: "height + noise > 60 ? 1 : 0",
  sample: "0.5",
  meaning: "the probability, from 0 to 1, that the row is positive",
  answer: "0 or 1",
  range: "a number from 0 to 1",
};

const quantity = {
  answersKind: "numbers",
  value: '{ type: "number" }',
  label: "(0.5 * height + noise).toFixed(2)",
  sample: "0",
  meaning: "the predicted quantity",
  answer: "a number",
  range: "a number",
};

/** By the name that `--metric` takes. */
export const metrics = {
  accuracy: {
    title: "Accuracy",
    function: "accuracy",
    lowerIsBetter: false,
    explanation: "the share of rows whose label is right",
    answersKind: "classes",
    value: '{ type: "class", classes: ["no", "yes"] }',
    label: 'height + noise > 60 ? "yes" : "no"',
    sample: '"no"',
    meaning: "the predicted label, `yes` or `no`",
    answer: "`yes` or `no`",
    range: "`yes` or `no`",
  },
  "auc-roc": {
    title: "Area under the ROC curve",
    function: "rocAuc",
    lowerIsBetter: false,
    explanation: "the chance that a positive row gets a higher prediction than a negative one",
    ...probability,
  },
  "log-loss": {
    title: "Log loss",
    function: "logLoss",
    lowerIsBetter: true,
    explanation: "the mean of the negative logarithm of the probability given to what is true",
    ...probability,
  },
  rmse: {
    title: "Root mean squared error",
    function: "rootMeanSquaredError",
    lowerIsBetter: true,
    explanation: "the square root of the mean squared difference between prediction and answer",
    ...quantity,
  },
  mae: {
    title: "Mean absolute error",
    function: "meanAbsoluteError",
    lowerIsBetter: true,
    explanation: "the mean absolute difference between prediction and answer",
    ...quantity,
  },
};

/** Thresholds to start from: made up, and in the right order. */
export function placeholderMedals(lowerIsBetter) {
  return lowerIsBetter
    ? { gold: 0.1, silver: 0.2, bronze: 0.3, median: 0.5 }
    : { gold: 0.95, silver: 0.9, bronze: 0.85, median: 0.75 };
}
