import { type CompletionRequest, isModelError, type Model, ModelError } from "@mlebench/models";
import { alignTokens } from "./align-tokens.js";
import { echoRequest } from "./probe.js";
import { textWindows, type Window, type WindowOptions } from "./windows.js";

/** A token of a document, with its log probability if the server has one. */
export interface ScoredToken {
  readonly text: string;
  readonly logprob: number | null;
}

/** What {@link echoTokens} needs besides a text. */
export interface EchoOptions {
  readonly window: WindowOptions;
  /** Log probability i belongs to token i + shift. */
  readonly shift: -1 | 0 | 1;
  readonly signal?: AbortSignal;
}

/** Nobody has so short a context. */
const shortestWindow = 400;

/**
 * The tokens of a text as the server's own tokenizer has them, with their log probabilities: one request, or one a window
 * for long texts. If a window is too long for the model, all are halved.
 * @throws ModelError
 */
export async function echoTokens(model: Model, text: string, options: EchoOptions): Promise<ScoredToken[]> {
  let { window } = options;
  for (;;) {
    try {
      const parts: ScoredToken[][] = [];
      // One after another: a window that is too long is found with one request.
      for (const part of textWindows(text, window))
        parts.push(await windowTokens(model, text, part, options));
      return parts.flat();
    } catch (error) {
      const isTooLong = isModelError(error) && error.reason === "context";
      if (!isTooLong || window.length <= shortestWindow) throw error;
      window = { length: Math.floor(window.length / 2), overlap: Math.floor(window.overlap / 2) };
    }
  }
}

async function windowTokens(
  model: Model,
  text: string,
  { start, from, end }: Window,
  { shift, signal }: EchoOptions,
): Promise<ScoredToken[]> {
  const sent = text.slice(start, end);
  const { tokens } = await model.complete(echoRequest(sent, signal));
  const starts =
    tokens === null
      ? undefined
      : alignTokens(
          tokens.map((token) => token.text),
          sent,
        );
  if (tokens === null || starts === undefined)
    throw new ModelError("response", "The server did not return the log probabilities of the text");
  return tokens.flatMap((token, i) => {
    // What is past the end was generated.
    const isMeasured =
      starts[i] >= from - start && starts[i] < sent.length && !isForeign(token.text, starts, i);
    return isMeasured ? [{ text: token.text, logprob: tokens[i - shift]?.logprob ?? null }] : [];
  });
}

/** A token that begins all texts, and is none. */
function isForeign(token: string, starts: readonly number[], i: number): boolean {
  return i === 0 && starts[1] === 0 && !/\uFFFD|^bytes:/.test(token);
}

/** Requests for all windows of a text, for an estimate. */
export function echoRequests(text: string, window: WindowOptions): CompletionRequest[] {
  return textWindows(text, window).map(({ start, end }) => echoRequest(text.slice(start, end)));
}
