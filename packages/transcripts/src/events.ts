/** A call of a tool that a model asked for. */
export interface TranscriptToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

/** One message of a conversation, as the model gets it or gave it. */
export type TranscriptMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | {
      readonly role: "assistant";
      readonly content: string;
      readonly reasoning?: string;
      readonly toolCalls?: readonly TranscriptToolCall[];
      /** What the provider needs again, such as signed reasoning. */
      readonly native?: unknown;
    }
  | {
      readonly role: "tool";
      readonly toolCallId: string;
      readonly toolName: string;
      readonly content: string;
      readonly isError?: boolean;
    };

/** Tokens of model calls. */
export interface TranscriptUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, read from the provider's cache. */
  readonly cacheReadTokens: number;
  /** Of the input, written to the provider's cache. */
  readonly cacheWriteTokens: number;
  /** Of the output. */
  readonly reasoningTokens: number;
}

/** Limits that end an agent, in Inspect's words. */
export const limitTypes = [
  "message",
  "time",
  "working",
  "token",
  "cost",
  "turn",
  "context",
  "operator",
  "custom",
] as const;

/** Which limit ended an agent. `operator`: a person stopped it. */
export type LimitType = (typeof limitTypes)[number];

/** A limit that was reached, in its own unit: messages, seconds, tokens, US dollars, turns. */
export interface ReachedLimit {
  readonly type: LimitType;
  /** Null where the limit is no number. */
  readonly limit: number | null;
}

/** What happened, without when. */
export type TranscriptEvent =
  /** The agent began, or began again after the runner was restarted. */
  | {
      readonly type: "begin";
      /** Agent ID. */
      readonly agent: string;
      readonly version: string;
      /** Name of the model, such as `openai/gpt-4o`; null for an agent without one. */
      readonly model: string | null;
      /** Settings that matter to a reader: limits, temperature. No secrets. */
      readonly settings: Readonly<Record<string, unknown>>;
      readonly isResumed: boolean;
    }
  /** A message joined the conversation. */
  | {
      readonly type: "message";
      readonly id: string;
      readonly message: TranscriptMessage;
      /** The conversation that it belongs to; absent in the agent's main one. Such as a node of a tree. */
      readonly thread?: string;
    }
  /** Messages were shortened, replaced, or left out, so that the conversation fits into the model's context. */
  | {
      readonly type: "context";
      readonly reason: "prune" | "summary" | "overflow";
      /** What stands in place of which message; null: the message is left out. */
      readonly replaced: readonly { readonly id: string; readonly message: TranscriptMessage | null }[];
      readonly thread?: string;
    }
  /** A model answered, or failed for good. */
  | {
      readonly type: "model";
      readonly model: string;
      /** The messages that were sent, by ID, in order. */
      readonly input: readonly string[];
      /** ID of the message that holds the answer; null if there is none. */
      readonly output: string | null;
      /** Names of the tools that were offered. */
      readonly tools: readonly string[];
      readonly settings: Readonly<Record<string, unknown>>;
      readonly finishReason: string;
      readonly usage: TranscriptUsage;
      /** US dollars; null if the price is unknown. */
      readonly cost: number | null;
      /** Seconds from the first attempt to the answer, waiting included. */
      readonly seconds: number;
      /** Of these, seconds of waiting for a turn or for another attempt. */
      readonly waited: number;
      readonly error: string | null;
      readonly thread?: string;
    }
  /** A tool is about to be called. Without a `tool` event after it, the runner died during the call. */
  | { readonly type: "tool-begin"; readonly call: TranscriptToolCall; readonly thread?: string }
  /** A tool returned. Its text for the model is a message. */
  | {
      readonly type: "tool";
      readonly call: TranscriptToolCall;
      /** ID of the message that holds the result. */
      readonly output: string;
      readonly seconds: number;
      /** Null where nothing was executed, or what was executed was killed. */
      readonly exitCode: number | null;
      /** Bytes that were printed, also those that the model did not get. */
      readonly bytes: number;
      readonly truncated: boolean;
      readonly error: string | null;
      readonly thread?: string;
    }
  /** The agent handed in a submission, or asked whether it is valid. */
  | {
      readonly type: "submission";
      readonly final: boolean;
      readonly valid: boolean | null;
      readonly reason: string | null;
      readonly answer?: string;
    }
  /** A node of a search was evaluated. */
  | {
      readonly type: "node";
      readonly id: string;
      readonly parent: string | null;
      readonly stage: "draft" | "debug" | "improve" | "ensemble";
      readonly plan: string;
      readonly code: string;
      /** End of what the program printed. */
      readonly output: string;
      /** Validation metric; null if there is none. */
      readonly metric: number | null;
      readonly isBuggy: boolean;
      readonly reason: string | null;
      readonly seconds: number;
      readonly usage: TranscriptUsage;
      readonly cost: number | null;
    }
  /** Anything else that a reader should know: a retry, a dropped setting. */
  | { readonly type: "info"; readonly source: string; readonly data: unknown }
  /** The agent ended. */
  | {
      readonly type: "end";
      /** Null if no limit ended it. */
      readonly limit: ReachedLimit | null;
      readonly error: string | null;
      readonly usage: TranscriptUsage;
      readonly cost: number | null;
      readonly turns: number;
    };

/** One line of a transcript. */
export type TranscriptLine = TranscriptEvent & {
  /** Counts from 0, without gaps. */
  readonly index: number;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** Seconds since the run began, on a clock that does not jump. */
  readonly elapsed: number;
};
