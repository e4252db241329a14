import type { ModelMessage, ToolSet } from "ai";
import { type Connection, call, unexpected } from "./connection.js";
import { networkError, responseError, serverWords } from "./failures.js";
import { parseReply, schemaInstruction } from "./json-reply.js";
import type { SdkModel } from "./language-model.js";
import { isModelError, ModelError } from "./model-error.js";
import { importOptional } from "./optional-package.js";
import type { CostOf } from "./prices.js";
import { addUsage } from "./prices.js";
import { type OptionalSetting, reasoningOptions, refusedSettings, withoutSettings } from "./settings.js";
import type { FinishReason, GenerateRequest, Message, Reply, ToolCall, Usage } from "./types.js";

type Sdk = typeof import("ai");

/** What one model needs to generate, and what it has learned about itself. */
export interface Generator {
  readonly connection: Connection;
  readonly sdk: Sdk;
  readonly model: SdkModel;
  readonly costOf: CostOf;
  /** Settings that the model has refused; they are not sent again. */
  readonly refused: Set<OptionalSetting>;
}

/** Imports the SDK, and the package of the provider. */
export async function createGenerator(connection: Connection, costOf: CostOf): Promise<Generator> {
  const sdk = await importOptional("ai", () => import("ai"));
  // Warnings are in replies; the SDK would print them too.
  (globalThis as { AI_SDK_LOG_WARNINGS?: unknown }).AI_SDK_LOG_WARNINGS ??= false;
  const { languageModel } = await import("./language-model.js");
  return { connection, sdk, model: await languageModel(connection), costOf, refused: new Set() };
}

/** Requests for the same JSON, with what was wrong, before it gives up. */
const jsonAttempts = 3;

/**
 * Asks once, or, when the reply does not fit the schema, up to three times with what was wrong.
 * @throws ModelError
 */
export async function generateReply(generator: Generator, request: GenerateRequest): Promise<Reply> {
  let current = request;
  let spent: { usage: Usage; waited: number } | undefined;
  const fail = (error: unknown, usage: Usage | undefined): never => {
    if (isModelError(error) && usage !== undefined) error.spent = { usage, cost: generator.costOf(usage) };
    throw error;
  };
  for (let attempt = 1; ; attempt++) {
    const answer = await askDroppingSettings(generator, current).catch((error: unknown) =>
      fail(error, spent?.usage),
    );
    const usage = spent === undefined ? answer.usage : addUsage(spent.usage, answer.usage);
    const waited = (spent?.waited ?? 0) + answer.waited;
    const reply = { ...answer, usage, waited, cost: generator.costOf(usage) };
    if (request.schema === undefined || answer.toolCalls.length > 0) return reply;
    const parsed = parseReply(answer.text, request.schema);
    if ("value" in parsed) return { ...reply, value: parsed.value };
    const problem = unusable(generator, answer, parsed.problem, attempt === jsonAttempts);
    if (problem !== undefined) fail(problem, usage);
    spent = { usage, waited };
    const correction = `That reply cannot be used: ${parsed.problem}. Reply again, with nothing but the JSON object.`;
    current = {
      ...request,
      messages: [...request.messages, answer.message, { role: "user", content: correction }],
    };
  }
}

/** Why a reply that does not fit the schema ends the attempts, if it does. */
function unusable(
  { connection }: Generator,
  { finishReason }: Reply,
  problem: string,
  isLast: boolean,
): ModelError | undefined {
  if (finishReason === "content-filter")
    return new ModelError("content filter", "The model did not answer: a content filter stopped it");
  if (finishReason === "length")
    return new ModelError("response", "The reply was cut off before its JSON was complete", {
      hint: "Raise the maximum number of tokens.",
    });
  if (!isLast) return undefined;
  return new ModelError(
    "response",
    `The reply of \`${connection.name.name}\` is not the requested JSON: ${problem}`,
  );
}

/** Asks without the settings that the model refuses; which they are turns out by asking. */
async function askDroppingSettings(generator: Generator, request: GenerateRequest): Promise<Reply> {
  const { refused, connection } = generator;
  for (;;) {
    const dropped = [...refused].filter((name) => request[name] !== undefined);
    const sent = withoutSettings(request, dropped);
    const warnings = dropped.map(
      (name) => `${connection.name.name} does not support \`${name}\`; it was dropped`,
    );
    try {
      const reply = await ask(generator, sent, request.schema);
      return { ...reply, warnings: [...warnings, ...reply.warnings] };
    } catch (error) {
      if (!isModelError(error) || error.reason !== "request") throw error;
      const more = refusedSettings(error.headline, sent);
      if (more.length === 0) throw error;
      for (const name of more) {
        if (!refused.has(name))
          connection.onMessage(`${connection.name.name} does not support \`${name}\`; going on without it.`);
        refused.add(name);
      }
    }
  }
}

async function ask(
  generator: Generator,
  request: GenerateRequest,
  schema: GenerateRequest["schema"],
): Promise<Reply> {
  const { connection, sdk, model } = generator;
  const { result, waited } = await call(
    connection,
    async (signal) => {
      try {
        return await sdk.generateText(await callSettings(generator, request, schema, signal));
      } catch (error) {
        throw asModelError(generator, error);
      }
    },
    request.signal,
  );
  const usage = usageOf(result.usage);
  return {
    text: result.text,
    value: undefined,
    reasoning: result.reasoningText ?? "",
    toolCalls: result.toolCalls.map(({ toolCallId, toolName, input }) => ({
      id: toolCallId,
      name: toolName,
      arguments: input as unknown,
    })),
    finishReason: result.finishReason as FinishReason,
    usage,
    cost: generator.costOf(usage),
    cached: false,
    warnings: (result.warnings ?? []).map((warning) => `${model.modelId}: ${warningText(warning)}`),
    waited,
    message: assistantMessage(result.text, result.toolCalls, result.response.messages),
  };
}

type CallSettings = Parameters<Sdk["generateText"]>[0];

async function callSettings(
  { connection, sdk, model }: Generator,
  request: GenerateRequest,
  schema: GenerateRequest["schema"],
  signal: AbortSignal | undefined,
): Promise<CallSettings> {
  const { protocol } = connection.name.definition;
  // Servers of all kinds say that they know schemas; that the text has it too makes sure.
  const isTold = schema !== undefined && (request.schema === undefined || protocol === "compatible");
  const system = [request.system, isTold && schemaInstruction(schema)].filter(Boolean).join("\n\n");
  const clean = connection.redact;
  return {
    model: request.schema === undefined ? model : withSchema(sdk, model, request.schema),
    ...(system !== "" && { system: request.promptCache ? cachedSystem(clean(system)) : clean(system) }),
    messages: request.messages.map((message, i) => {
      const isEnd = request.promptCache === true && i === request.messages.length - 1;
      return { ...sdkMessage(message, clean), ...(isEnd && { providerOptions: keepInCache }) };
    }),
    maxRetries: 0,
    temperature: request.temperature,
    topP: request.topP,
    maxOutputTokens: request.maxTokens,
    seed: request.seed,
    stopSequences: request.stop && [...request.stop],
    abortSignal: signal,
    ...(request.tools !== undefined && {
      tools: toolSet(sdk, request),
      toolChoice: request.toolChoice ?? "auto",
    }),
    providerOptions: reasoningOptions(protocol, request.reasoningEffort),
  } as CallSettings;
}

/** Where Anthropic's prompt cache may end; providers without this option do not see it. */
const keepInCache = { anthropic: { cacheControl: { type: "ephemeral" } } } as const;

function cachedSystem(content: string): ModelMessage {
  return { role: "system", content, providerOptions: keepInCache };
}

function toolSet(sdk: Sdk, { tools = [] }: GenerateRequest): ToolSet {
  return Object.fromEntries(
    tools.map(({ name, description, parameters }) => [
      name,
      sdk.tool({ description, inputSchema: sdk.jsonSchema(parameters as Parameters<Sdk["jsonSchema"]>[0]) }),
    ]),
  );
}

/** The model with a schema for its replies. The text comes back as it is, since we check it ourselves. */
function withSchema(sdk: Sdk, model: SdkModel, schema: NonNullable<GenerateRequest["schema"]>): SdkModel {
  return sdk.wrapLanguageModel({
    model: model as Parameters<Sdk["wrapLanguageModel"]>[0]["model"],
    middleware: {
      specificationVersion: "v3",
      transformParams: async ({ params }) => ({
        ...params,
        responseFormat: { type: "json", name: "reply", schema: schema as never },
      }),
    },
  });
}

function sdkMessage(message: Message, clean: (text: string) => string): ModelMessage {
  switch (message.role) {
    case "user":
      return { role: "user", content: clean(message.content) };
    case "tool": {
      const value = clean(message.content);
      const output = { type: message.isError ? ("error-text" as const) : ("text" as const), value };
      return {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: message.toolCallId,
            toolName: usableName(message.toolName),
            output,
          },
        ],
      };
    }
    case "assistant": {
      if (hasContent(message.native)) return withUsableNames(message.native);
      const calls = (message.toolCalls ?? []).map(({ id, name, arguments: input }) => ({
        type: "tool-call" as const,
        toolCallId: id,
        toolName: usableName(name),
        // What a model garbled is a text; providers take objects only.
        input: typeof input === "object" && input !== null ? input : {},
      }));
      // Providers refuse messages without content, though models give them.
      const text = message.content.trim() === "" && calls.length === 0 ? noAnswer : clean(message.content);
      if (calls.length === 0) return { role: "assistant", content: text };
      return {
        role: "assistant",
        content: [...(text === "" ? [] : [{ type: "text" as const, text }]), ...calls],
      };
    }
  }
}

/** Models make up names of tools, such as `functions.bash`, and then providers refuse the conversation that has them. */
const usableName = (name: string): string => name.replace(/[^\w-]/g, "_").slice(0, 64) || "unknown";

function withUsableNames(native: ModelMessage): ModelMessage {
  if (native.role !== "assistant" || typeof native.content === "string") return native;
  const content = native.content.map((part) =>
    part.type === "tool-call" ? { ...part, toolName: usableName(part.toolName) } : part,
  );
  return { ...native, content };
}

const noAnswer = "(no answer)";

function hasContent(native: unknown): native is ModelMessage {
  const content = (native as { content?: unknown } | undefined)?.content;
  if (typeof content === "string") return content.trim() !== "";
  return Array.isArray(content) && content.some(isKept);
}

/** Whether a provider takes a message with nothing but this part. */
function isKept(part: { type?: string; text?: string }): boolean {
  return part.type === "text" ? (part.text ?? "").trim() !== "" : part.type !== "reasoning";
}

function assistantMessage(
  content: string,
  calls: readonly { toolCallId: string; toolName: string; input: unknown }[],
  native: readonly unknown[],
): Message {
  const toolCalls: ToolCall[] = calls.map(({ toolCallId, toolName, input }) => ({
    id: toolCallId,
    name: toolName,
    arguments: input,
  }));
  return {
    role: "assistant",
    content,
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(native.length > 0 && { native: native[0] }),
  };
}

interface SdkUsage {
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  inputTokenDetails?: { cacheReadTokens?: number; cacheWriteTokens?: number };
  outputTokenDetails?: { reasoningTokens?: number };
}

function usageOf({ inputTokens, outputTokens, inputTokenDetails, outputTokenDetails }: SdkUsage): Usage {
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    cacheReadTokens: inputTokenDetails?.cacheReadTokens ?? 0,
    cacheWriteTokens: inputTokenDetails?.cacheWriteTokens ?? 0,
    reasoningTokens: outputTokenDetails?.reasoningTokens ?? 0,
  };
}

interface SdkWarning {
  type: string;
  feature?: string;
  details?: string;
  message?: string;
}

function warningText({ type, feature, details, message }: SdkWarning): string {
  if (message !== undefined) return message;
  return `${type} ${feature ?? "setting"}${details === undefined ? "" : ` (${details})`}`;
}

function asModelError({ connection, sdk }: Generator, error: unknown): ModelError {
  if (isModelError(error)) return error;
  if (sdk.APICallError.isInstance(error)) {
    const { statusCode, responseHeaders = {}, responseBody = "" } = error;
    if (statusCode === undefined) return networkError(connection, error);
    if (statusCode >= 400)
      return responseError(connection, {
        status: statusCode,
        header: (name) => responseHeaders[name],
        body: responseBody,
      });
    connection.state.wasReached = true;
    // The connection broke while the body came, or the body is not of the API.
    if (responseBody === "") return networkError(connection, error);
    return new ModelError(
      "response",
      `Unexpected response from ${connection.name.provider}: ${connection.redact(serverWords(responseBody))}`,
    );
  }
  const { name, message } = error as Error;
  if (name === "TypeError" && /fetch failed|terminated/.test(message)) return networkError(connection, error);
  return unexpected(connection, error);
}
