import type { TranscriptMessage, TranscriptToolCall } from "@mlebench/transcripts";
import type { InspectContent, InspectMessage, InspectToolCall } from "./format.js";

/** A message as Inspect has it. */
export function inspectMessage(id: string, message: TranscriptMessage, model?: string): InspectMessage {
  switch (message.role) {
    case "system":
    case "user":
      return { id, role: message.role, content: message.content };
    case "assistant": {
      const { toolCalls = [] } = message;
      return {
        id,
        role: "assistant",
        content: contentOf(message.content, message.reasoning),
        source: "generate",
        ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(inspectToolCall) }),
        ...(model !== undefined && { model }),
      };
    }
    case "tool":
      return {
        id,
        role: "tool",
        content: message.content,
        tool_call_id: message.toolCallId,
        function: message.toolName,
        ...(message.isError && { error: { type: "unknown", message: message.content } }),
      };
  }
}

function contentOf(text: string, reasoning: string | undefined): InspectContent {
  if (reasoning === undefined || reasoning === "") return text;
  return [
    { type: "reasoning", reasoning },
    { type: "text", text },
  ];
}

function inspectToolCall({ id, name, arguments: given }: TranscriptToolCall): InspectToolCall {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  return {
    id,
    function: name,
    arguments: argumentsOf(given),
    ...(!isObject && { parse_error: "The arguments are not a JSON object." }),
    type: "function",
  };
}

/** How deep arguments may be nested: Python's readers refuse more. */
const maxDepth = 100;

/** A call's arguments as an object: whatever else the model gave is in `input`, as text if it is nested too deeply. */
export function argumentsOf(given: unknown): Record<string, unknown> {
  if (given === undefined) return {};
  if (isDeeper(given, maxDepth)) return { input: JSON.stringify(given) };
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  return isObject ? (given as Record<string, unknown>) : { input: given };
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeper(item, depth - 1));
}
