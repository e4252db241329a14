import { createHash } from "node:crypto";
import { type CompletionRequest, isModelError, type Model, ModelError } from "@mlebench/models";
import { createRandomState } from "@mlebench/sampling";
import { spellings } from "./align-tokens.js";
import type { TokenPlace } from "./tokenizer.js";
import { contextStart } from "./windows.js";

/** What {@link sampleProbabilities} needs besides a text and places. */
export interface SampleOptions {
  /** The most text, in UTF-16 units, before a place. */
  readonly context: number;
  /** How many of the likeliest tokens the server returns. */
  readonly top: number;
  readonly signal?: AbortSignal;
}

/**
 * Draws places without replacement, as NumPy's `RandomState(seed).choice` does. The first token is not among them, since servers
 * refuse the empty text before it, or fail (llama-cpp-python: HTTP 500).
 * @param name makes the seeds of documents different, so that their order does not matter
 */
export function drawPlaces(
  places: readonly TokenPlace[],
  count: number,
  seed: number,
  name: string,
): TokenPlace[] {
  const digest = createHash("sha256").update(`${seed}/${name}`).digest();
  const random = createRandomState(digest.readUInt32LE(0));
  const askable = places.filter(({ start }) => start > 0);
  const size = Math.min(count, askable.length);
  if (size === 0) return [];
  return Array.from(random.choice(askable.length, { size, replace: false }), (i) => askable[i]);
}

/** The request for the token at a place. */
export function sampleRequest(
  text: string,
  { start }: TokenPlace,
  { context, top, signal }: SampleOptions,
): CompletionRequest {
  const prompt = text.slice(contextStart(text, start, context), start);
  return { prompt, maxTokens: 1, logprobs: top, temperature: 0, ...(signal && { signal }) };
}

const shortestContext = 200;

/**
 * The probability of the true token at a place, or 0 if it is not among the likeliest: the reference's measure.
 * @throws ModelError
 */
export async function sampleProbability(
  model: Model,
  text: string,
  place: TokenPlace,
  options: SampleOptions,
): Promise<number> {
  let { context } = options;
  for (;;) {
    try {
      const completion = await model.complete(sampleRequest(text, place, { ...options, context }));
      return probabilityOf(place.token, completion.tokens?.[0]?.top ?? null);
    } catch (error) {
      if (!isModelError(error)) throw error;
      if (error.reason !== "context" || context <= shortestContext) throw error;
      context = Math.floor(Math.min(context, place.start) / 2);
    }
  }
}

function probabilityOf(token: string, top: Readonly<Record<string, number>> | null): number {
  if (top === null)
    throw new ModelError("response", "The server returns no log probabilities of the likeliest tokens", {
      expected: "a completions endpoint with `logprobs`",
    });
  for (const [written, logprob] of Object.entries(top)) {
    // The first spelling is the token itself; one without its blank would be another token.
    const isToken = written === token || [...spellings(written)].slice(0, 2).includes(token);
    if (isToken) return Math.exp(Math.min(0, logprob));
  }
  return 0;
}

const tops = [10, 5];

/** The most alternatives that a server returns: the reference's 10, or 5, which is OpenAI's limit today. */
export async function likeliestCount(model: Model, signal?: AbortSignal): Promise<number> {
  for (const top of tops.slice(0, -1)) {
    try {
      await model.complete({
        prompt: "The",
        maxTokens: 1,
        logprobs: top,
        temperature: 0,
        ...(signal && { signal }),
      });
      return top;
    } catch (error) {
      if (!isModelError(error) || error.reason !== "request") throw error;
    }
  }
  return tops[tops.length - 1];
}
