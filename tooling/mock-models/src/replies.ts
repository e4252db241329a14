/** One call of a tool, as a model asks for it. */
export interface ScriptedToolCall {
  readonly name: string;
  readonly arguments: unknown;
  /** @default call_1, call_2, … */
  readonly id?: string;
}

/** Tokens that a reply says it took. */
export interface ScriptedUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedTokens?: number;
  readonly reasoningTokens?: number;
}

/** What the server answers to one request. A string is a text. */
export interface ScriptedReply {
  readonly text?: string;
  readonly toolCalls?: readonly ScriptedToolCall[];
  readonly usage?: ScriptedUsage;
  /** As OpenAI spells it; translated for Anthropic. @default "stop", or "tool_calls" */
  readonly finishReason?: string;
  /** An HTTP status other than 200; `body` is then the error. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is: a string, or a value as JSON. Fits any path, such as Google's. */
  readonly body?: unknown;
  /** The answer waits for this: a number of milliseconds, or whatever a test resolves. */
  readonly after?: number | Promise<unknown>;
  /** The connection breaks after so many bytes of the body; 0: before the headers. */
  readonly cutAfter?: number;
}

/** An error in the form in which OpenAI and those like it write it. */
export function errorReply(
  status: number,
  message: string,
  details: { code?: string; headers?: Record<string, string> } = {},
): ScriptedReply {
  const { code = null, headers = {} } = details;
  return { status, headers, body: { error: { message, type: "invalid_request_error", param: null, code } } };
}

const created = 1_700_000_000;

/** A reply as the body of a chat completion. */
export function chatBody(reply: ScriptedReply, model: string, index: number): Record<string, unknown> {
  const { text, toolCalls, usage } = reply;
  const calls = toolCalls?.map((call, i) => ({
    id: call.id ?? `call_${i + 1}`,
    type: "function",
    function: { name: call.name, arguments: argumentsText(call) },
  }));
  return {
    id: `chatcmpl-${index}`,
    object: "chat.completion",
    created,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: text ?? null, ...(calls && { tool_calls: calls }) },
        finish_reason: reply.finishReason ?? (calls ? "tool_calls" : "stop"),
        logprobs: null,
      },
    ],
    usage: openAiUsage(usage),
  };
}

function argumentsText({ arguments: value }: ScriptedToolCall): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function openAiUsage(usage: ScriptedUsage = {}): Record<string, unknown> {
  const { inputTokens = 10, outputTokens = 5, cachedTokens = 0, reasoningTokens = 0 } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

/** A reply as the body of a response of OpenAI's `/v1/responses`. */
export function responsesBody(reply: ScriptedReply, model: string, index: number): Record<string, unknown> {
  const { text, toolCalls = [], usage = {} } = reply;
  const { inputTokens = 10, outputTokens = 5, cachedTokens = 0, reasoningTokens = 0 } = usage;
  const message = {
    type: "message",
    id: `msg_${index}`,
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", text: text ?? "", annotations: [], logprobs: [] }],
  };
  const isCut = reply.finishReason === "length";
  return {
    id: `resp_${index}`,
    object: "response",
    created_at: created,
    status: isCut ? "incomplete" : "completed",
    error: null,
    incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
    model,
    output: [
      ...(text === undefined ? [] : [message]),
      ...toolCalls.map((call, i) => ({
        type: "function_call",
        id: `fc_${index}_${i + 1}`,
        call_id: call.id ?? `call_${index}_${i + 1}`,
        status: "completed",
        name: call.name,
        arguments: argumentsText(call),
      })),
    ],
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: cachedTokens },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: reasoningTokens },
      total_tokens: inputTokens + outputTokens,
    },
  };
}

const stopReasons: Readonly<Record<string, string>> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  content_filter: "refusal",
};

/** A reply as the body of Anthropic's messages. */
export function anthropicBody(reply: ScriptedReply, model: string, index: number): Record<string, unknown> {
  const { text, toolCalls = [], usage = {} } = reply;
  const { inputTokens = 10, outputTokens = 5, cachedTokens = 0 } = usage;
  const reason = reply.finishReason ?? (toolCalls.length > 0 ? "tool_calls" : "stop");
  return {
    id: `msg_${index}`,
    type: "message",
    role: "assistant",
    model,
    content: [
      ...(text === undefined ? [] : [{ type: "text", text }]),
      ...toolCalls.map((call, i) => ({
        type: "tool_use",
        id: call.id ?? `call_${i + 1}`,
        name: call.name,
        input: typeof call.arguments === "string" ? JSON.parse(call.arguments) : call.arguments,
      })),
    ],
    stop_reason: stopReasons[reason] ?? reason,
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens - cachedTokens,
      output_tokens: outputTokens,
      cache_read_input_tokens: cachedTokens,
      cache_creation_input_tokens: 0,
    },
  };
}
