import { mean, average as weightedAverage } from "../sum.js";

/** Per label, or per row: how often it was right, predicted and actual. */
export interface ConfusionCounts {
  readonly truePositives: Float64Array;
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
}

/** A score from one label's counts. Where it is 0/0, it is 0. */
export type CountScore = (truePositives: number, predicted: number, actual: number) => number;

export const precisionOfCounts: CountScore = (truePositives, predicted) => quotient(truePositives, predicted);

export const recallOfCounts: CountScore = (truePositives, _predicted, actual) =>
  quotient(truePositives, actual);

export const jaccardOfCounts: CountScore = (truePositives, predicted, actual) =>
  quotient(truePositives, predicted + actual - truePositives);

/** Fβ: (1 + β²) TP / (β² actual + predicted), in [0, 1]. */
export function fbetaOfCounts(beta: number): CountScore {
  const square = beta * beta;
  if (square === 0) return precisionOfCounts;
  if (square === Number.POSITIVE_INFINITY) return recallOfCounts;
  return (truePositives, predicted, actual) =>
    quotient((1 + square) * truePositives, square * actual + predicted);
}

function quotient(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

/** Scores the summed counts: every decision weighs the same. */
export function microScore({ truePositives, predicted, actual }: ConfusionCounts, score: CountScore): number {
  return score(total(truePositives), total(predicted), total(actual));
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

/** Unweighted mean of the scores of each entry; NaN when there is none. */
export function macroScore(counts: ConfusionCounts, score: CountScore): number {
  return mean(scoreEach(counts, score));
}

/** Mean of the scores of each entry, weighted by how often it is actual. */
export function weightedScore(counts: ConfusionCounts, score: CountScore): number {
  const weights = total(counts.actual) === 0 ? undefined : counts.actual;
  return weightedAverage(scoreEach(counts, score), weights);
}

function scoreEach({ truePositives, predicted, actual }: ConfusionCounts, score: CountScore): Float64Array {
  return truePositives.map((hits, i) => score(hits, predicted[i], actual[i]));
}
