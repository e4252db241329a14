import { type Connection, call, keyOf } from "./connection.js";
import { networkError, responseError, serverWords } from "./failures.js";
import { ModelError } from "./model-error.js";
import type { CostOf } from "./prices.js";
import type { Completion, CompletionRequest, CompletionToken, Usage } from "./types.js";

/** The SDK has no log probabilities of prompts, so this is HTTP itself. */
export async function requestCompletion(
  connection: Connection,
  request: CompletionRequest,
  costOf: CostOf,
): Promise<Completion> {
  const address = completionsAddress(connection);
  const { prompt, maxTokens = 1, logprobs, echo, temperature, seed } = request;
  const body = JSON.stringify({
    model: connection.name.model,
    prompt: connection.redact(prompt),
    max_tokens: maxTokens,
    ...(logprobs !== undefined && { logprobs }),
    ...(echo && { echo }),
    ...(temperature !== undefined && { temperature }),
    ...(seed !== undefined && { seed }),
  });
  const { result } = await call(
    connection,
    (signal) => send(connection, address, body, signal),
    request.signal,
  );
  const usage = usageOf(result);
  return { ...readCompletion(connection, result), usage, cost: costOf(usage), cached: false };
}

function completionsAddress({ name: { name, definition }, url }: Connection): string {
  if (url === undefined || !["openai", "compatible"].includes(definition.protocol))
    throw new ModelError("request", `The provider of \`${name}\` has no completions endpoint`, {
      expected: "an OpenAI-compatible server, such as `vllm/MODEL` or `openai-api/SERVICE/MODEL`",
    });
  return `${url}/completions`;
}

async function send(
  connection: Connection,
  address: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const key = keyOf(connection);
  const { extraHeaders } = connection.name.definition;
  const headers = {
    "content-type": "application/json",
    ...(key !== undefined && { authorization: `Bearer ${key}`, ...extraHeaders?.(key) }),
  };
  let response: Response;
  let text: string;
  try {
    response = await connection.fetch(address, { method: "POST", headers, body, ...(signal && { signal }) });
    text = await response.text();
  } catch (error) {
    throw networkError(connection, error);
  }
  connection.state.wasReached = true;
  if (!response.ok)
    throw responseError(connection, {
      status: response.status,
      header: (name) => response.headers.get(name),
      body: text,
    });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unexpectedResponse(connection, text);
  }
}

function unexpectedResponse(connection: Connection, text: string): ModelError {
  const words = connection.redact(serverWords(text));
  return new ModelError("response", `Unexpected response from the completions endpoint: ${words}`);
}

interface RawLogprobs {
  tokens?: unknown;
  token_logprobs?: unknown;
  top_logprobs?: unknown;
}

function readCompletion(connection: Connection, value: unknown): Pick<Completion, "text" | "tokens"> {
  const { choices } = (value ?? {}) as { choices?: { text?: unknown; logprobs?: RawLogprobs | null }[] };
  const choice = Array.isArray(choices) ? choices[0] : undefined;
  if (typeof choice?.text !== "string") throw unexpectedResponse(connection, JSON.stringify(value));
  return { text: choice.text, tokens: readTokens(connection, choice.logprobs ?? undefined) };
}

function readTokens(connection: Connection, logprobs: RawLogprobs | undefined): CompletionToken[] | null {
  if (logprobs === undefined || !Array.isArray(logprobs.tokens)) return null;
  const { tokens, token_logprobs: own, top_logprobs: tops } = logprobs;
  if (!Array.isArray(own) || own.length !== tokens.length)
    throw unexpectedResponse(connection, "tokens and log probabilities differ in number");
  return tokens.map((text: unknown, i) => ({
    text: String(text),
    logprob: finite(own[i]),
    top: Array.isArray(tops) ? topOf(tops[i]) : null,
  }));
}

const finite = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

function topOf(value: unknown): Record<string, number> | null {
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, number] => finite(entry[1]) !== null,
  );
  return Object.fromEntries(entries);
}

function usageOf(value: unknown): Usage {
  const { usage } = (value ?? {}) as { usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } };
  return {
    inputTokens: finite(usage?.prompt_tokens) ?? 0,
    outputTokens: finite(usage?.completion_tokens) ?? 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  };
}
