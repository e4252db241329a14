import { formatDuration } from "@mlebench/disk";
import type { TranscriptLine, TranscriptMessage } from "@mlebench/transcripts";
import type { PageLink, ShownEvent, ShownText } from "../page-data.js";
import { shownText } from "./text-part.js";
import type { ReadEvent } from "./transcripts.js";

/** Longer texts are cut on the page of a transcript; the file has them in full. */
const maxCharacters = 20_000;

/** @param nodeLink where a node of a search is shown */
export function shownEvent(
  { event }: ReadEvent,
  index: number,
  nodeLink: (id: string) => PageLink,
): ShownEvent {
  const base = { index, elapsed: null, thread: null, isError: false, link: null, texts: [] };
  if (event === undefined) {
    return { ...base, kind: "damaged", headline: "This line is no event.", isError: true };
  }
  try {
    return {
      ...base,
      elapsed: typeof event.elapsed === "number" ? event.elapsed : null,
      thread: "thread" in event && typeof event.thread === "string" ? shownText(event.thread) : null,
      ...described(event, nodeLink),
    };
  } catch {
    // It has the type of an event, but not its fields.
    return {
      ...base,
      kind: "damaged",
      headline: "This event is incomplete.",
      isError: true,
      texts: [json("event", event)],
    };
  }
}

type Described = Pick<ShownEvent, "kind" | "headline"> & Partial<ShownEvent>;

function described(event: TranscriptLine, nodeLink: (id: string) => PageLink): Described {
  switch (event.type) {
    case "message":
      return message(event.message);
    case "begin":
      return {
        kind: "begin",
        headline: `${line(event.agent)} ${line(event.version)} ${event.isResumed ? "resumed" : "began"}${event.model === null ? "" : ` with ${line(event.model)}`}`,
        texts: [json("settings", event.settings)],
      };
    case "end":
      return {
        kind: "end",
        headline: [
          event.error !== null ? `Ended with an error: ${line(event.error)}` : "Ended",
          event.limit == null
            ? ""
            : `${line(event.limit.type)} limit${event.limit.limit === null ? "" : ` of ${line(event.limit.limit)}`}`,
          `${line(event.turns)} turns`,
          tokens(event.usage),
          dollars(event.cost),
        ]
          .filter((part) => part !== "")
          .join(", "),
        isError: event.error !== null,
      };
    case "model":
      return {
        kind: "model",
        headline: [
          line(event.model),
          line(event.finishReason),
          tokens(event.usage),
          dollars(event.cost),
          formatDuration(event.seconds),
        ]
          .filter((part) => part !== "")
          .join(", "),
        isError: event.error !== null,
        texts: event.error === null ? [] : [text("error", event.error)],
      };
    case "tool-begin":
      return { kind: "tool", headline: `Call of ${line(event.call.name)}` };
    case "tool":
      return {
        kind: "tool",
        headline: [
          `${line(event.call.name)} returned`,
          event.exitCode === null ? "" : `exit code ${line(event.exitCode)}`,
          formatDuration(event.seconds),
          event.truncated ? `${line(event.bytes)} bytes, truncated` : "",
        ]
          .filter((part) => part !== "")
          .join(", "),
        isError: event.error !== null,
        texts: event.error === null ? [] : [text("error", event.error)],
      };
    case "submission":
      return {
        kind: "submission",
        headline: `${event.final ? "Final submission" : "Submission"}: ${event.valid === null ? "not validated" : event.valid ? "valid" : "invalid"}`,
        isError: event.valid === false,
        texts: [
          ...(event.reason === null ? [] : [text("reason", event.reason)]),
          ...(event.answer === undefined ? [] : [text("answer", event.answer)]),
        ],
      };
    case "node":
      return {
        kind: "node",
        headline: [
          line(event.stage),
          event.isBuggy ? "" : event.metric === null ? "no metric" : `metric ${line(event.metric)}`,
          formatDuration(event.seconds),
        ]
          .filter((part) => part !== "")
          .join(", "),
        isError: event.isBuggy,
        link: nodeLink(event.id),
        texts: [text("plan", event.plan)],
      };
    case "context":
      return {
        kind: "context",
        headline: `${event.replaced.length} messages shortened or left out (${line(event.reason)})`,
      };
    case "info":
      return { kind: "info", headline: line(event.source), texts: [json("data", event.data)] };
    default:
      return {
        kind: "info",
        headline: line((event as { type: unknown }).type),
        texts: [json("event", event)],
      };
  }
}

function message(value: TranscriptMessage): Described {
  if (value.role === "tool") {
    return {
      kind: "tool",
      headline: `Result of ${line(value.toolName)}`,
      isError: value.isError === true,
      texts: [text("", value.content)],
    };
  }
  if (value.role !== "assistant") {
    return {
      kind: value.role === "system" ? "system" : "user",
      headline: line(value.role),
      texts: [text("", value.content)],
    };
  }
  return {
    kind: "assistant",
    headline: "assistant",
    texts: [
      ...(value.reasoning ? [{ ...text("reasoning", value.reasoning), isFolded: true }] : []),
      ...(value.content === "" ? [] : [text("", value.content)]),
      ...(value.toolCalls ?? []).map((call) => json(`call of ${line(call.name)}`, call.arguments, false)),
    ],
  };
}

function line(value: unknown): string {
  return shownText(String(value)).replaceAll("\n", " ").slice(0, 300);
}

function text(name: string, value: unknown): ShownText {
  const full = String(value);
  const leftOut = Math.max(0, full.length - maxCharacters);
  return { name, text: shownText(full.slice(0, maxCharacters)), leftOut, isFolded: false };
}

/** A tool's arguments: a single text as it is, everything else as JSON. */
function json(name: string, value: unknown, isFolded = true): ShownText {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const [only] = entries;
  const isText = entries.length === 1 && typeof only[1] === "string";
  const label = isText ? `${name}: ${line(only[0])}` : name;
  return { ...text(label, isText ? only[1] : (JSON.stringify(value, null, 2) ?? "")), isFolded };
}

function tokens(usage: { inputTokens: number; outputTokens: number } | undefined): string {
  if (usage === undefined) return "";
  return `${line(usage.inputTokens)} tokens in, ${line(usage.outputTokens)} out`;
}

function dollars(cost: number | null): string {
  return typeof cost === "number" ? `$${cost.toFixed(4)}` : "";
}
