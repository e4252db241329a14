import { cacheKey, openCache, type ReplyCache } from "./cache.js";
import { requestCompletion } from "./completions.js";
import { type Connection, connect, requireKey } from "./connection.js";
import { estimateTokens } from "./estimate-tokens.js";
import type { Generator } from "./generate.js";
import { schemaInstruction } from "./json-reply.js";
import { parseModelName } from "./model-name.js";
import { type CostOf, contextWindowOf, priceOf } from "./prices.js";
import { bareUrl } from "./secrets.js";
import type {
  Completion,
  CompletionRequest,
  Estimate,
  GenerateRequest,
  Message,
  Model,
  ModelOptions,
  Reply,
} from "./types.js";

/**
 * Opens a language model by its name in Inspect's spelling, such as `openai/gpt-4o-mini`. Sends nothing; the SDK is loaded
 * when the first call needs it.
 * @throws UsageError when the name is unknown
 * @throws ModelError when the address is missing or invalid
 */
export function openModel(name: string, options: ModelOptions = {}): Model {
  const parsed = parseModelName(name);
  const connection = connect(parsed, options);
  const cache = openCache(options.cacheDirectory);
  const costOf = once(() => priceOf(connection, options.prices));
  const generator = once(async () => {
    const { createGenerator } = await import("./generate.js");
    return createGenerator(connection, await costOf());
  });
  const running = new Map<string, Promise<unknown>>();
  const identity = { provider: parsed.provider, model: parsed.model, url: connection.url ?? null };
  const keyOfRequest = (request: GenerateRequest | CompletionRequest): string => {
    const { signal: _, ...rest } = request;
    return cacheKey({ ...identity, api: isCompletion(request) ? "completions" : "generate", request: rest });
  };
  const cached = <T extends { cached: boolean }>(
    request: GenerateRequest | CompletionRequest,
    send: () => Promise<T>,
  ): Promise<T> => throughCache(cache, running, keyOfRequest(request), send);

  return {
    name,
    provider: parsed.provider,
    model: parsed.model,
    baseUrl: connection.url === undefined ? undefined : bareUrl(connection.url),
    warnings: connection.warnings,
    requireKey: () => requireKey(connection),
    generate: <Value>(request: GenerateRequest) =>
      cached(request, () => generate(connection, generator, request)) as Promise<Reply<Value>>,
    complete: (request) =>
      cached<Completion>(request, async () => requestCompletion(connection, request, await costOf())),
    contextWindow: () => contextWindowOf(connection),
    estimate: (requests) => estimate(requests, cache, keyOfRequest, costOf),
  };
}

async function generate(
  connection: Connection,
  generator: () => Promise<Generator>,
  request: GenerateRequest,
): Promise<Reply> {
  requireKey(connection);
  const { generateReply } = await import("./generate.js");
  return generateReply(await generator(), request);
}

/** One promise for all who ask, unless it fails. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** A stored reply, the one that an equal call is waiting for, or a new one. */
async function throughCache<T extends { cached: boolean }>(
  cache: ReplyCache,
  running: Map<string, Promise<unknown>>,
  key: string,
  send: () => Promise<T>,
): Promise<T> {
  const stored = (await cache.read(key)) as T | undefined;
  if (stored !== undefined) return { ...stored, cached: true };
  const other = running.get(key) as Promise<T> | undefined;
  // If the other call fails, it may be its own signal that ended it.
  const shared = await other?.catch(() => undefined);
  if (shared !== undefined) return { ...shared, cached: true };
  const sent = send();
  running.set(key, sent);
  try {
    const result = await sent;
    cache.write(key, result);
    return result;
  } finally {
    running.delete(key);
  }
}

function isCompletion(request: GenerateRequest | CompletionRequest): request is CompletionRequest {
  return "prompt" in request;
}

/** Output tokens of a request that sets no limit. */
const assumedOutput = 500;
/** What surrounds a message. */
const tokensPerMessage = 4;

async function estimate(
  requests: Iterable<GenerateRequest | CompletionRequest>,
  cache: ReplyCache,
  keyOfRequest: (request: GenerateRequest | CompletionRequest) => string,
  costOf: () => Promise<CostOf>,
): Promise<Estimate> {
  let [calls, cached, inputTokens, outputTokens] = [0, 0, 0, 0];
  for (const request of requests) {
    if ((await cache.read(keyOfRequest(request))) !== undefined) {
      cached += 1;
      continue;
    }
    calls += 1;
    inputTokens += inputTokensOf(request);
    outputTokens += request.maxTokens ?? (isCompletion(request) ? 1 : assumedOutput);
  }
  const usage = { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
  const cost = calls === 0 ? 0 : (await costOf())(usage);
  return { calls, cached, inputTokens, outputTokens, cost };
}

function inputTokensOf(request: GenerateRequest | CompletionRequest): number {
  if (isCompletion(request)) return estimateTokens(request.prompt);
  const { system, messages, schema, tools } = request;
  const fixed = [system, schema && schemaInstruction(schema), tools && JSON.stringify(tools)];
  const texts = [...fixed.filter((text) => text !== undefined), ...messages.map(messageText)];
  return texts.reduce((sum, text) => sum + estimateTokens(text) + tokensPerMessage, 0);
}

function messageText(message: Message): string {
  if (message.role !== "assistant" || message.toolCalls === undefined) return message.content;
  return `${message.content}${JSON.stringify(message.toolCalls)}`;
}
