import { setTimeout as sleep } from "node:timers/promises";
import {
  type GenerateRequest,
  isModelError,
  type JsonSchema,
  type Message,
  type ModelError,
  type Reply,
  type ToolDefinition,
} from "@mlebench/models";
import type { TranscriptEvent, TranscriptMessage } from "@mlebench/transcripts";
import type { Entry } from "./conversation.js";
import type { Session } from "./session.js";
import { noUsage } from "./totals.js";

/** What a model is asked. */
export interface Question {
  /** A system message first, if there is one. */
  readonly entries: readonly Entry[];
  readonly tools?: readonly ToolDefinition[];
  /** The answer is JSON that fits it. */
  readonly schema?: JsonSchema;
  /** Absent in the agent's main conversation. */
  readonly thread?: string;
  /** Keep what was sent in the provider's prompt cache, for a conversation that goes on. */
  readonly promptCache?: boolean;
}

/** An answer, which is on the disk. */
export interface Answer<Value> extends Entry {
  readonly reply: Reply<Value>;
}

/** Waits before another try, in milliseconds, when what came was no answer of the API, such as the page of a proxy. */
const waitsAfterGarbage = [5_000, 60_000, 300_000];

/**
 * Asks the model. The answer, and what it took, are on the disk when this returns, so that it is paid for once.
 * @throws ModelError, which is on the disk too
 */
export async function askModel<Value = unknown>(
  session: Session,
  question: Question,
): Promise<Answer<Value>> {
  for (const wait of waitsAfterGarbage) {
    try {
      return await askOnce<Value>(session, question);
    } catch (error) {
      if (!isModelError(error) || error.reason !== "response" || question.schema !== undefined) throw error;
      session.log(`${error.headline}. Asking again.`);
      if (session.clock === undefined) await sleep(wait, undefined, { signal: session.signal });
      else await session.clock.sleep(wait, session.signal);
    }
  }
  return askOnce<Value>(session, question);
}

async function askOnce<Value>(session: Session, question: Question): Promise<Answer<Value>> {
  const { task, model, record } = session;
  const { entries, thread, tools = [], schema } = question;
  const { temperature, topP, maxTokens, reasoningEffort } = task.settings;
  const settings = { temperature, topP, maxTokens, reasoningEffort };
  const request: GenerateRequest = {
    ...settings,
    ...requestMessages(entries),
    ...(tools.length > 0 && { tools }),
    ...(schema !== undefined && { schema }),
    ...(question.promptCache === true && { promptCache: true }),
  };
  const began = task.elapsed();
  const event = {
    type: "model" as const,
    model: model.name,
    input: entries.map(({ id }) => id),
    tools: tools.map(({ name }) => name),
    settings,
    ...(thread !== undefined && { thread }),
  };
  const seconds = () => Math.max(0, task.elapsed() - began);
  try {
    const reply = await model.generate<Value>(request);
    const id = session.nextMessageId();
    const [line] = record(
      { type: "message", id, message: assistantMessage(reply), ...(thread !== undefined && { thread }) },
      {
        ...event,
        output: id,
        finishReason: reply.finishReason,
        usage: reply.usage,
        cost: reply.cost,
        seconds: seconds(),
        waited: reply.waited,
        error: null,
      },
      ...warningsOf(session, reply),
    );
    return { reply, id, message: (line as Extract<TranscriptEvent, { type: "message" }>).message };
  } catch (error) {
    if (!isModelError(error)) throw error;
    record({ ...event, ...failureOf(error), seconds: seconds() });
    throw error;
  }
}

function failureOf(error: ModelError) {
  const { usage, cost } = error.spent ?? { usage: noUsage, cost: 0 };
  return {
    output: null,
    finishReason: error.reason === "content filter" ? "content-filter" : "error",
    usage,
    cost,
    waited: 0,
    error: error.headline,
  };
}

/** Each warning once. */
function warningsOf(session: Session, { warnings }: Reply): TranscriptEvent[] {
  if (warnings.length === 0) return [];
  const known = new Set(
    session.lines().flatMap((line) => (line.type === "info" && line.source === "warning" ? [line.data] : [])),
  );
  return [...new Set(warnings)]
    .filter((warning) => !known.has(warning))
    .map((warning) => ({ type: "info", source: "warning", data: warning }));
}

function requestMessages(entries: readonly Entry[]): Pick<GenerateRequest, "system" | "messages"> {
  const system = entries.find(({ message }) => message.role === "system");
  const messages = entries.flatMap(({ message }) => (message.role === "system" ? [] : [message as Message]));
  return { messages, ...(system !== undefined && { system: system.message.content }) };
}

function assistantMessage({ text, reasoning, toolCalls, message }: Reply): TranscriptMessage {
  const native = (message as { native?: unknown }).native;
  return {
    role: "assistant",
    content: text,
    ...(reasoning !== "" && { reasoning }),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(native !== undefined && { native }),
  };
}
