import type { TranscriptLine, TranscriptMessage } from "@mlebench/transcripts";
import type { EventList, Moment } from "./event-list.js";
import type { EventBody, GenerateConfig, InspectMessage, InspectOutput, StopReason } from "./format.js";
import { createMessagePool } from "./message-pool.js";
import { argumentsOf, inspectMessage } from "./messages.js";
import { inspectUsage } from "./usage.js";

type Line<Type extends TranscriptLine["type"]> = Extract<TranscriptLine, { type: Type }>;

/** What a transcript comes to, besides its events. */
export interface Conversation {
  /** The complete main conversation: what was shortened for the model is as it was. */
  readonly messages: InspectMessage[];
  /** Messages as models were sent them, to which the model events point. */
  readonly pool: InspectMessage[];
  /** The last answer of a model in the main conversation. */
  readonly output: InspectOutput | null;
  /** Model calls. */
  readonly turns: number;
  /** Seconds that were spent waiting. */
  readonly waited: number;
}

/** Adds the events of a transcript to a list. @param isRunning the agent still works: its last call is pending */
export function addTranscript(
  list: EventList,
  lines: readonly TranscriptLine[],
  isRunning: boolean,
): Conversation {
  const byId = new Map<string, { message: TranscriptMessage; thread: string | undefined }>();
  const models = new Map<string, string>();
  for (const line of lines) {
    if (line.type === "message") byId.set(line.id, { message: line.message, thread: line.thread });
    if (line.type === "model" && line.output !== null) models.set(line.output, line.model);
  }
  const inspected = new Map<string, InspectMessage>();
  const find = (id: string): InspectMessage | undefined => {
    const known = inspected.get(id);
    const found = byId.get(id);
    if (known !== undefined || found === undefined) return known;
    const made = inspectMessage(id, found.message, models.get(id));
    inspected.set(id, made);
    return made;
  };

  const pool = createMessagePool(find);
  const threads = openThreads(list, lines);
  const calls = pairCalls(lines);
  let output: InspectOutput | null = null;
  let turns = 0;
  let waited = 0;
  let hasBegun = false;

  for (const line of lines) {
    const now = momentOf(line, waited);
    const span = threads.enter(line, now);
    switch (line.type) {
      case "begin":
        if (hasBegun) list.add(now, { event: "info", source: "resumed", data: factsOf(line) }, span);
        hasBegun = true;
        break;
      case "context":
        list.add(now, compactionOf(line), span);
        for (const { id, message } of line.replaced) pool.replace(id, message);
        break;
      case "model": {
        const made = outputOf(line, line.output === null ? undefined : find(line.output));
        if (line.thread === undefined) output = made;
        const begun = before(line, line.seconds, waited);
        const { model, error } = line;
        list.add(
          begun,
          {
            event: "model",
            model,
            input: [],
            input_refs: pool.ranges(line.input),
            tools: line.tools.map((name) => ({
              name,
              description: "",
              parameters: { type: "object", properties: {} },
            })),
            tool_choice: "auto",
            config: generateConfig(line.settings),
            output: made,
            ...(error !== null && { error }),
            completed: line.time,
            working_time: Math.max(0, line.seconds - line.waited),
          },
          span,
        );
        turns += 1;
        waited += line.waited;
        break;
      }
      case "tool-begin": {
        const end = calls.endOf(line);
        const rest =
          end === undefined ? unfinished(isRunning && calls.isLast(line)) : finished(end, find(end.output));
        list.add(now, toolEvent(line, rest), span);
        break;
      }
      case "tool":
        if (calls.hasBegin(line)) break;
        list.add(
          before(line, line.seconds, waited),
          toolEvent(line, finished(line, find(line.output))),
          span,
        );
        break;
      case "submission":
      case "node":
        list.add(now, { event: "info", source: line.type, data: factsOf(line) }, span);
        break;
      case "info":
        list.add(now, { event: "info", source: line.source, data: line.data ?? null }, span);
        break;
      case "end":
      case "message":
        break;
    }
    threads.leave(line, momentOf(line, waited));
  }

  const main = [...byId].filter(([, { thread }]) => thread === undefined);
  // An agent without a main conversation, such as a search, shows all that was said.
  const ids = (main.length > 0 ? main : [...byId]).map(([id]) => id);
  const messages = ids.flatMap((id) => find(id) ?? []);
  return { messages, pool: pool.messages, output, turns, waited };
}

function momentOf({ time, elapsed }: TranscriptLine, waited: number): Moment {
  return { time, working: rounded(Math.max(0, elapsed - waited)) };
}

/** The moment `seconds` before a line. */
function before({ time, elapsed }: TranscriptLine, seconds: number, waited: number): Moment {
  const begun = new Date(Date.parse(time) - seconds * 1000).toISOString();
  return { time: begun, working: rounded(Math.max(0, elapsed - seconds - waited)) };
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** A line's own data, without what it has of every line. */
function factsOf(line: TranscriptLine): Record<string, unknown> {
  const { type, index, time, elapsed, ...facts } = line;
  return facts;
}

/** Spans of conversations besides the main one: each from its first line to its last. */
function openThreads(list: EventList, lines: readonly TranscriptLine[]) {
  const threadOf = (line: TranscriptLine): string | undefined => ("thread" in line ? line.thread : undefined);
  const last = new Map<string, number>();
  for (const line of lines) {
    const thread = threadOf(line);
    if (thread !== undefined) last.set(thread, line.index);
  }
  const spans = new Map<string, string>();
  return {
    /** @returns the span of a line; undefined for the agent's own */
    enter(line: TranscriptLine, now: Moment): string | undefined {
      const thread = threadOf(line);
      if (thread === undefined) return undefined;
      const span = spans.get(thread) ?? list.open(now, "agent", thread);
      spans.set(thread, span);
      return span;
    },
    leave(line: TranscriptLine, now: Moment): void {
      const thread = threadOf(line);
      const span = thread === undefined ? undefined : spans.get(thread);
      if (thread !== undefined && span !== undefined && last.get(thread) === line.index)
        list.close(now, span);
    },
  };
}

/** Which lines are of one call of a tool: a call is an event where it begins. */
function pairCalls(lines: readonly TranscriptLine[]) {
  const open = new Map<string, number>();
  const ends = new Map<number, Line<"tool">>();
  const withBegin = new Set<number>();
  for (const line of lines) {
    if (line.type === "tool-begin") open.set(line.call.id, line.index);
    if (line.type !== "tool") continue;
    const begin = open.get(line.call.id);
    if (begin === undefined) continue;
    ends.set(begin, line);
    withBegin.add(line.index);
    open.delete(line.call.id);
  }
  const lastBegin = lines.findLast((line) => line.type === "begin")?.index ?? -1;
  return {
    endOf: (line: Line<"tool-begin">): Line<"tool"> | undefined => ends.get(line.index),
    hasBegin: (line: Line<"tool">): boolean => withBegin.has(line.index),
    /** Whether the process that made the call may still be at it. */
    isLast: (line: Line<"tool-begin">): boolean => line.index > lastBegin,
  };
}

type ToolEvent = Extract<EventBody, { event: "tool" }>;

function toolEvent({ call }: Line<"tool" | "tool-begin">, rest: Partial<ToolEvent>): ToolEvent {
  return {
    event: "tool",
    type: "function",
    id: call.id,
    function: call.name,
    arguments: argumentsOf(call.arguments),
    result: "",
    events: [],
    ...rest,
  };
}

function unfinished(isPending: boolean): Partial<ToolEvent> {
  if (isPending) return { pending: true };
  return { error: { type: "cancelled", message: "The call did not end: the runner was stopped." } };
}

function finished(line: Line<"tool">, output: InspectMessage | undefined): Partial<ToolEvent> {
  const result = typeof output?.content === "string" ? output.content : "";
  const { error, truncated, bytes, exitCode } = line;
  return {
    result,
    ...(truncated && { truncated: [bytes, Buffer.byteLength(result)] }),
    ...(error !== null && { error: { type: "unknown", message: error } }),
    completed: line.time,
    working_time: line.seconds,
    message_id: line.output,
    metadata: { exit_code: exitCode, bytes },
  };
}

const compactions = { prune: "edit", summary: "summary", overflow: "trim" } as const;

function compactionOf({ reason, replaced }: Line<"context">) {
  const messages = replaced.map(({ id, message }) => ({ id, content: message?.content ?? null }));
  return {
    event: "compaction",
    type: compactions[reason],
    source: "mlebench",
    metadata: { reason, replaced: messages },
  } as const;
}

function outputOf(line: Line<"model">, message: InspectMessage | undefined): InspectOutput {
  const { content } = message ?? { content: "" };
  const completion =
    typeof content === "string"
      ? content
      : content.map((part) => (part.type === "text" ? part.text : "")).join("");
  return {
    model: line.model,
    choices: message === undefined ? [] : [{ message, stop_reason: stopReason(line.finishReason) }],
    completion,
    usage: inspectUsage(line.usage, line.cost),
    input_context_tokens: line.usage.inputTokens,
    time: line.seconds,
    ...(line.error !== null && { error: line.error }),
  };
}

const stopReasons: Readonly<Record<string, StopReason>> = {
  stop: "stop",
  length: "max_tokens",
  max_tokens: "max_tokens",
  "tool-calls": "tool_calls",
  tool_calls: "tool_calls",
  "content-filter": "content_filter",
  content_filter: "content_filter",
  model_length: "model_length",
  overflow: "model_length",
};

const stopReason = (finishReason: string): StopReason => stopReasons[finishReason] ?? "unknown";

/** The settings that Inspect knows, in its spelling. */
export function generateConfig(settings: Readonly<Record<string, unknown>>): GenerateConfig {
  const number = (name: string): number | undefined =>
    typeof settings[name] === "number" && Number.isFinite(settings[name]) ? settings[name] : undefined;
  const { reasoningEffort } = settings;
  const effort = typeof reasoningEffort === "string" ? reasoningEffort : undefined;
  const config = {
    temperature: number("temperature"),
    top_p: number("topP"),
    max_tokens: number("maxTokens"),
    reasoning_effort: effort,
  };
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}
