import type { KnownLanguage } from "./language.js";
import { errorReply, openAiUsage, type ScriptedReply } from "./replies.js";

/** How a server of completions departs from what OpenAI's did. */
export interface CompletionQuirks {
  /** `ignored`: the prompt does not come back; `refused`: HTTP 400; `without logprobs`: it comes back bare. */
  readonly echo?: "ignored" | "refused" | "without logprobs";
  /** `refused`: `max_tokens` must be 1 or more. */
  readonly maxTokensZero?: "refused";
  /** Each log probability stands one token too early (1) or too late (-1), and is right otherwise. */
  readonly shift?: 1 | -1;
  /** Token i is looked up in the distribution of token i + 1, as llama-cpp-python does without a token that begins texts. */
  readonly misread?: boolean;
  /** The most tokens that a prompt may have; longer ones get HTTP 400. */
  readonly contextLength?: number;
  /** The most alternatives that `logprobs` may ask for; more get HTTP 400. */
  readonly maxLogprobs?: number;
  /** Tokens are written as `bytes:\xNN` when they are no complete text, as OpenAI's server did. */
  readonly escapeBytes?: boolean;
}

/** The body of a request for a completion, as far as it is understood. */
export interface CompletionRequest {
  readonly prompt?: unknown;
  readonly max_tokens?: number;
  readonly logprobs?: number | boolean | null;
  readonly echo?: boolean;
  readonly model?: string;
}

interface Logprobs {
  tokens: string[];
  token_logprobs: (number | null)[];
  top_logprobs: (Record<string, number> | null)[];
  text_offset: number[];
}

/** What a server with this language answers to a request for a completion. */
export function completionReply(
  language: KnownLanguage,
  quirks: CompletionQuirks,
  request: CompletionRequest,
): ScriptedReply {
  const { prompt, max_tokens: maxTokens = 16, logprobs: alternatives, echo = false } = request;
  if (typeof prompt !== "string") return errorReply(400, "`prompt` must be a string");
  const refusal = refusalOf(quirks, request, language.tokenize(prompt).length);
  if (refusal !== undefined) return refusal;
  const given = language.tokenize(prompt);
  const added = continuation(language, given, maxTokens);
  const isEchoed = echo && quirks.echo !== "ignored";
  const shown = isEchoed ? [...given, ...added] : added;
  const wantsLogprobs = typeof alternatives === "number" || alternatives === true;
  const hidden = isEchoed ? 0 : given.length;
  const logprobs =
    wantsLogprobs && !(isEchoed && quirks.echo === "without logprobs")
      ? logprobsOf(language, quirks, [...given, ...added], hidden, Number(alternatives), isEchoed)
      : null;
  return {
    body: {
      id: "cmpl-1",
      object: "text_completion",
      created: 1_700_000_000,
      model: request.model ?? "known",
      choices: [
        {
          index: 0,
          text: shown.join(""),
          logprobs,
          finish_reason: added.length < maxTokens ? "stop" : "length",
        },
      ],
      usage: openAiUsage({ inputTokens: given.length, outputTokens: added.length }),
    },
  };
}

function refusalOf(
  quirks: CompletionQuirks,
  { max_tokens: maxTokens, echo, logprobs }: CompletionRequest,
  length: number,
): ScriptedReply | undefined {
  const { contextLength = Number.POSITIVE_INFINITY, maxLogprobs = Number.POSITIVE_INFINITY } = quirks;
  if (maxTokens === 0 && quirks.maxTokensZero === "refused")
    return errorReply(400, "max_tokens must be at least 1");
  if (echo === true && quirks.echo === "refused") return errorReply(400, "echo is not supported");
  if (Number(logprobs ?? 0) > maxLogprobs) return errorReply(400, `logprobs must be at most ${maxLogprobs}`);
  if (length + (maxTokens ?? 16) > contextLength)
    return errorReply(400, `This model's maximum context length is ${contextLength} tokens`, {
      code: "context_length_exceeded",
    });
  return undefined;
}

/** The likeliest tokens one after another. */
function continuation(language: KnownLanguage, given: readonly string[], count: number): string[] {
  const tokens = [...given];
  for (let i = 0; i < count; i++) {
    const [next] = language.top(tokens, 1);
    if (next === undefined) break;
    tokens.push(next[0]);
  }
  return tokens.slice(given.length);
}

function logprobsOf(
  language: KnownLanguage,
  { shift, misread = false }: CompletionQuirks,
  tokens: readonly string[],
  from: number,
  alternatives: number,
  isEchoed: boolean,
): Logprobs {
  const right = tokens.map((token, i) => {
    if (misread) return i === 0 ? null : language.logprob(tokens.slice(0, i + 1), token);
    return language.logprob(tokens.slice(0, i), token);
  });
  const places = shift ?? 0;
  const seen = right.map((_, i) => right[i + places] ?? null);
  let offset = 0;
  const offsets = tokens.map((token) => {
    offset += token.length;
    return offset - token.length;
  });
  // Of a text that is returned, the first token has no distribution; one that is generated always has.
  const first = isEchoed ? 1 : 0;
  const top = tokens.map((_, i) =>
    i + places < first || i + places >= tokens.length
      ? null
      : Object.fromEntries(language.top(tokens.slice(0, i + places), alternatives)),
  );
  return {
    tokens: tokens.slice(from),
    token_logprobs: seen.slice(from),
    top_logprobs: top.slice(from),
    text_offset: offsets.slice(from),
  };
}
