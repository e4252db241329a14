import type { Environment } from "@mlebench/core";
import type { JsonSchema } from "./json-schema.js";
import type { ModelPrice } from "./prices.js";
import type { Clock, RetryPolicy } from "./retry.js";

/** A call of a tool that the model asks for. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

/** One turn of a conversation. */
export type Message =
  | { readonly role: "user"; readonly content: string }
  | {
      readonly role: "assistant";
      readonly content: string;
      readonly toolCalls?: readonly ToolCall[];
      /** What the provider needs again, such as signed reasoning; from {@link Reply.message}. */
      readonly native?: unknown;
    }
  | {
      readonly role: "tool";
      readonly toolCallId: string;
      readonly toolName: string;
      readonly content: string;
      readonly isError?: boolean;
    };

/** A tool that the model may ask for; calling it is the caller's part. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonSchema;
}

export type ReasoningEffort = "low" | "medium" | "high";

/** What the model is asked. Settings that a model does not know are dropped, with a warning. */
export interface GenerateRequest {
  readonly system?: string;
  readonly messages: readonly Message[];
  /** The reply is JSON that fits it: {@link Reply.value}. */
  readonly schema?: JsonSchema;
  readonly tools?: readonly ToolDefinition[];
  readonly toolChoice?: "auto" | "required" | "none";
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly reasoningEffort?: ReasoningEffort;
  /**
   * Marks what will be sent again, so that a provider that has to be asked (Anthropic) keeps it in its prompt cache;
   * others decide themselves. For conversations, not for single calls: writing to that cache costs more. @default false
   */
  readonly promptCache?: boolean;
  /** Makes equal requests different for the cache, for several samples. @default 0 */
  readonly sample?: number;
  readonly signal?: AbortSignal;
}

/** Tokens of one or more calls. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, read from the provider's cache. */
  readonly cacheReadTokens: number;
  /** Of the input, written to the provider's cache. */
  readonly cacheWriteTokens: number;
  /** Of the output. */
  readonly reasoningTokens: number;
}

export type FinishReason = "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other";

/** What the model answered. */
export interface Reply<Value = unknown> {
  readonly text: string;
  /** Parsed and validated, when the request has a schema. */
  readonly value: Value;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: Usage;
  /** In US dollars; null if the price is unknown. What the first call cost, if the reply comes from the cache. */
  readonly cost: number | null;
  /** True when nothing was sent. */
  readonly cached: boolean;
  /** Such as settings that the model does not support. */
  readonly warnings: readonly string[];
  /** Seconds that were spent waiting for a turn or for another attempt. */
  readonly waited: number;
  /** To go on with the conversation. */
  readonly message: Message;
}

/** A completion of a text, in the legacy API that can return the log probabilities of the text itself. */
export interface CompletionRequest {
  readonly prompt: string;
  /** @default 1 */
  readonly maxTokens?: number;
  /** How many alternatives of each token; without it, no log probabilities at all. */
  readonly logprobs?: number;
  /** The prompt comes back, with its log probabilities. */
  readonly echo?: boolean;
  readonly temperature?: number;
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** A token of a completion. */
export interface CompletionToken {
  /** As the server writes it. */
  readonly text: string;
  /** Natural logarithm; null if the server has none, as for the first token of a text. */
  readonly logprob: number | null;
  /** Alternatives with their log probabilities, likeliest first as the server has them. */
  readonly top: Readonly<Record<string, number>> | null;
}

/** What a completions endpoint answered. */
export interface Completion {
  readonly text: string;
  /** Null if the server returned no log probabilities. */
  readonly tokens: readonly CompletionToken[] | null;
  readonly usage: Usage;
  readonly cost: number | null;
  readonly cached: boolean;
}

/** What requests would take; see {@link Model.estimate}. */
export interface Estimate {
  /** Requests that would be sent. */
  readonly calls: number;
  /** Requests with a reply in the cache; they cost nothing. */
  readonly cached: number;
  readonly inputTokens: number;
  /** At most. */
  readonly outputTokens: number;
  /** In US dollars, at most; null if the price is unknown. */
  readonly cost: number | null;
}

/** How {@link openModel} opens a model. */
export interface ModelOptions {
  /** Instead of the provider's own address, or that in the environment. */
  readonly baseUrl?: string;
  /** Where keys and addresses come from. @default process.env */
  readonly environment?: Environment;
  /** Replies are kept here, and found again by everything that goes into a call. */
  readonly cacheDirectory?: string;
  /** Calls at a time, of all models with the same provider and key. @default 10 */
  readonly maxConnections?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** Milliseconds without an answer. @default half an hour, since reasoning models are silent for minutes */
  readonly timeout?: number;
  /** Prices in US dollars for a million tokens, by `provider/model`; they win over the known ones. */
  readonly prices?: Readonly<Record<string, ModelPrice>>;
  /** A sentence: why it waits, what was dropped. */
  readonly onMessage?: (message: string) => void;
  /** Ends all calls. */
  readonly signal?: AbortSignal;
  /** For tests: what time it is, and how to wait. */
  readonly clock?: Clock;
}

/** A language model that can be asked. */
export interface Model {
  /** As given: `provider/model`. */
  readonly name: string;
  readonly provider: string;
  /** The model's own name, without the provider. */
  readonly model: string;
  /** Without credentials; undefined for the provider's own address. */
  readonly baseUrl: string | undefined;
  /** What can be said before the first call: the key is sent unencrypted, and the like. */
  readonly warnings: readonly string[];
  /** @throws ModelError when the key is missing */
  readonly requireKey: () => void;
  /** @throws ModelError */
  readonly generate: <Value = unknown>(request: GenerateRequest) => Promise<Reply<Value>>;
  /**
   * Asks the legacy completions endpoint of an OpenAI-compatible server.
   * @throws ModelError
   */
  readonly complete: (request: CompletionRequest) => Promise<Completion>;
  /** How many tokens the model takes, input and output; null if unknown. Sends nothing, and needs no key. */
  readonly contextWindow: () => Promise<number | null>;
  /** What requests would take. Sends nothing, and needs no key. */
  readonly estimate: (requests: Iterable<GenerateRequest | CompletionRequest>) => Promise<Estimate>;
}
