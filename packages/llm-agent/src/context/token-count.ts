import { estimateTokens, type ToolDefinition } from "@mlebench/models";
import type { TranscriptMessage } from "@mlebench/transcripts";
import type { Entry } from "../session/conversation.js";

/** What surrounds a message. */
const tokensPerMessage = 4;

const known = new WeakMap<TranscriptMessage, number>();

/** About how many tokens a message has. */
export function messageTokens(message: TranscriptMessage): number {
  const found = known.get(message);
  if (found !== undefined) return found;
  const parts = [message.content];
  if (message.role === "assistant") {
    if (message.toolCalls !== undefined) parts.push(JSON.stringify(message.toolCalls));
    if (message.reasoning !== undefined) parts.push(message.reasoning);
  }
  const tokens = parts.reduce((sum, part) => sum + estimateTokens(part), tokensPerMessage);
  known.set(message, tokens);
  return tokens;
}

/** About how many tokens a request has. */
export function requestTokens(entries: readonly Entry[], tools: readonly ToolDefinition[] = []): number {
  const forTools = tools.length === 0 ? 0 : estimateTokens(JSON.stringify(tools));
  return entries.reduce((sum, { message }) => sum + messageTokens(message), forTools);
}
