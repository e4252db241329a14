import type { CompetitionReport } from "@mlebench/core";
import { isActive, type RunRecord, type RunStatus } from "@mlebench/runner";
import { createEventList, type EventList, type Moment } from "./event-list.js";
import type { InspectError, InspectMessage, InspectSample, InspectSummary } from "./format.js";
import { identifier } from "./identifiers.js";
import { type LoggedRun, limitOf } from "./logged-run.js";
import { runFacts } from "./run-facts.js";
import { isJudged, scoreOf, scorerName } from "./scores.js";
import { thinSummary } from "./thin-summary.js";
import { addTranscript, type Conversation } from "./transcript-events.js";
import { usageOf } from "./usage.js";

/** Where a sample stands in its log. */
export interface SampleContext {
  /** When the run group was made, ISO 8601. */
  readonly created: string;
  /** Limits of the group's settings; undefined where there is none. */
  readonly messageLimit: number | undefined;
  readonly tokenLimit: number | undefined;
}

/** One run as a sample of Inspect's. */
export function inspectSample(run: LoggedRun, context: SampleContext): InspectSample {
  const { runId, record, transcript, report } = run;
  const { started_at, ended_at, seconds } = record;
  const uuid = identifier("sample", runId, record.attempt);
  const list = createEventList(uuid);
  const start: Moment = { time: started_at ?? transcript?.[0]?.time ?? context.created, working: 0 };
  const error = errorOf(run);
  const limit = limitOf(run);
  const score = report !== null && isJudged(report) ? scoreOf(report) : null;

  list.within(start, "init", "init", () => {
    list.add(start, { event: "info", source: "mlebench", data: runFacts(run) });
    return start;
  });
  let conversation: Conversation = noConversation;
  let end: Moment = start;
  list.within(start, "solvers", "solvers", () => {
    list.within(start, "agent", record.agent, () => {
      if (transcript !== null) conversation = addTranscript(list, transcript, isActive(record.status));
      else addForeignAgent(list, run, start);
      end = endOf(run, conversation.waited, start);
      if (limit !== null && limit.type !== "context")
        list.add(end, {
          event: "sample_limit",
          type: limit.type,
          message: limitMessage(limit.type),
          ...(limit.limit !== null && { limit: limit.limit }),
        });
      if (error !== null) list.add(end, { event: "error", error });
      return end;
    });
    return end;
  });
  if (score !== null)
    list.within(end, "scorers", "scorers", () => {
      list.within(end, "scorer", scorerName, () => {
        list.add(end, { event: "score", score, target: "", intermediate: false, scorer: scorerName });
        return end;
      });
      return end;
    });

  const turns = transcript === null ? (record.turns ?? null) : conversation.turns;
  const messages = messageLimitOf(run) ?? context.messageLimit;
  const input = inputOf(conversation.messages, record);
  return {
    id: record.competition_id,
    epoch: record.seed + 1,
    input,
    target: "",
    messages:
      conversation.messages.length > 0
        ? asInput(conversation.messages)
        : [{ id: identifier("input", uuid), role: "user", content: input, source: "input" }],
    output: conversation.output ?? { model: "", choices: [], completion: "" },
    ...(score !== null && { scores: { [scorerName]: score } }),
    metadata: runFacts(run),
    store: {},
    events: list.events,
    events_data: { messages: conversation.pool, calls: [] },
    model_usage: usageOf(run),
    ...(started_at !== null && { started_at }),
    ...(ended_at !== null && { completed_at: ended_at }),
    ...(seconds !== null && {
      total_time: seconds,
      working_time: Math.max(0, Math.round((seconds - conversation.waited) * 1000) / 1000),
    }),
    uuid,
    ...(error !== null && { error }),
    // The format has no limit without a number; Inspect itself writes 1 for an operator's stop.
    ...(limit !== null && { limit: { type: limit.type, limit: limit.limit ?? 1 } }),
    ...(turns !== null && { turn_count: turns }),
    ...(context.tokenLimit !== undefined && { token_limit: context.tokenLimit }),
    ...(messages !== undefined && { message_limit: messages }),
    time_limit: Math.ceil(record.timeout_seconds),
  };
}

/** What lists of samples show of a sample. */
export function inspectSummary(sample: InspectSample, isComplete: boolean): InspectSummary {
  const { messages, output, store, events, events_data, error, limit, ...kept } = sample;
  return thinSummary({
    ...kept,
    ...(error !== undefined && { error: error.message }),
    ...(limit !== undefined && { limit: limit.type }),
    completed: isComplete,
    message_count: messages.length,
  });
}

/** The limit of messages that an agent says it works with, such as its default. */
function messageLimitOf({ transcript }: LoggedRun): number | undefined {
  const begin = transcript?.find((line) => line.type === "begin");
  const limits = begin?.type === "begin" ? begin.settings.limits : undefined;
  const message = (limits as { message?: unknown } | undefined)?.message;
  return typeof message === "number" ? message : undefined;
}

const noConversation: Conversation = { messages: [], pool: [], output: null, turns: 0, waited: 0 };

/** The first message of a user, or the competition for an agent without messages. */
function inputOf(messages: readonly InspectMessage[], { competition_id }: RunRecord): string {
  const first = messages.find(({ role }) => role === "user");
  return typeof first?.content === "string" ? first.content : competition_id;
}

function asInput(messages: readonly InspectMessage[]): InspectMessage[] {
  const first = messages.findIndex(({ role }) => role === "user");
  return messages.map((message, index) =>
    index === first && message.role === "user" ? { ...message, source: "input" } : message,
  );
}

/** An agent that only has a log: its validations, and the log's end. */
function addForeignAgent(list: EventList, run: LoggedRun, start: Moment): void {
  const { validations, logEnd } = run;
  for (const validation of validations) {
    const working = Math.max(0, (Date.parse(validation.time) - Date.parse(start.time)) / 1000) || 0;
    list.add({ time: validation.time, working }, { event: "info", source: "validation", data: validation });
  }
  if (logEnd.length > 0)
    list.add(endOf(run, 0, start), { event: "info", source: "log", data: codeBlock(logEnd) });
}

/** Text that no reader takes for Markdown: its fence is longer than any in it. */
function codeBlock(lines: readonly string[]): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function endOf({ record, transcript }: LoggedRun, waited: number, start: Moment): Moment {
  const last = transcript?.at(-1);
  const seconds = record.seconds ?? last?.elapsed ?? 0;
  return {
    time: record.ended_at ?? last?.time ?? start.time,
    working: Math.max(0, Math.round((seconds - waited) * 1000) / 1000),
  };
}

const limitMessages: Readonly<Record<string, string>> = {
  message: "Message limit reached",
  time: "Time limit reached",
  working: "Working time limit reached",
  token: "Token limit reached",
  cost: "Cost limit reached",
  turn: "Turn limit reached",
  operator: "Stopped by a person",
};

const limitMessage = (type: string): string => limitMessages[type] ?? "Limit reached";

const failures: readonly RunStatus[] = ["failed", "out of memory", "killed", "interrupted", "lost", "error"];

/** What kept a run from its end, or its submission from being graded. */
function errorOf({ record, transcript, report, logEnd }: LoggedRun): InspectError | null {
  const end = transcript?.findLast((line) => line.type === "end");
  const own = end?.type === "end" ? end.error : null;
  if (failures.includes(record.status)) return withTrace(own ?? record.reason ?? record.status, logEnd);
  return report !== null && !isJudged(report) ? withTrace(gradingError(report), []) : null;
}

function gradingError({ verdict, submission_error }: CompetitionReport): string {
  const what = verdict === "grader-error" ? "Grader error" : "Not graded";
  return submission_error === null ? what : `${what}: ${submission_error}`;
}

function withTrace(message: string, logEnd: readonly string[]): InspectError {
  const traceback = [...logEnd.slice(-20), message].join("\n");
  return { message, traceback, traceback_ansi: traceback };
}
