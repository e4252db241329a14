import { deflateSync } from "node:zlib";
import { mean, sum } from "../statistics/correlation.js";

/** How well a model knows a text. */
export interface DocumentScore {
  /** Mean probability of the true token: the measure of the reference. */
  readonly familiarity: number;
  /** Tokens that were measured. */
  readonly tokens: number;
  /** Tokens without a probability, such as the first one. */
  readonly unmeasured: number;
  /** Nats a token; null for the sampled method, which knows only the likeliest tokens. */
  readonly meanLogprob: number | null;
  /** Mean log probability of the least likely fifth (Min-K% Prob with k = 20). */
  readonly minKLogprob: number | null;
  /** Nats of the text for each byte that zlib makes of it. */
  readonly zlibRatio: number | null;
}

const leastShare = 0.2;

/** The measures of a text from the log probabilities of its tokens; null where there is none. */
export function scoreLogprobs(logprobs: readonly (number | null)[], text: string): DocumentScore {
  const known = logprobs.filter((value): value is number => value !== null);
  const unmeasured = logprobs.length - known.length;
  if (known.length === 0)
    return {
      familiarity: Number.NaN,
      tokens: 0,
      unmeasured,
      meanLogprob: null,
      minKLogprob: null,
      zlibRatio: null,
    };
  const sorted = [...known].sort((a, b) => a - b);
  const least = sorted.slice(0, Math.max(1, Math.floor(sorted.length * leastShare)));
  return {
    familiarity: mean(known.map(Math.exp)),
    tokens: known.length,
    unmeasured,
    meanLogprob: mean(known),
    minKLogprob: mean(least),
    zlibRatio: -sum(known) / deflateSync(text).length,
  };
}

/** The measure of the reference from single probabilities. */
export function scoreSamples(probabilities: readonly number[]): DocumentScore {
  return {
    familiarity: probabilities.length === 0 ? Number.NaN : mean(probabilities),
    tokens: probabilities.length,
    unmeasured: 0,
    meanLogprob: null,
    minKLogprob: null,
    zlibRatio: null,
  };
}
