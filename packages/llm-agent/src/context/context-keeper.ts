import { isModelError, type ToolDefinition } from "@mlebench/models";
import type { TranscriptEvent, TranscriptMessage } from "@mlebench/transcripts";
import type { Answer } from "../session/ask-model.js";
import type { Entry } from "../session/conversation.js";
import type { Session } from "../session/session.js";
import { Stop } from "../session/stop.js";
import { cutMiddle } from "../tools/cut-middle.js";
import { summaryOf } from "./summarize.js";
import { messageTokens, requestTokens } from "./token-count.js";

/** Tokens of a model of which nothing is known. */
const usualWindow = 128_000;
/** Share of the window that a request may fill. */
const fullShare = 0.8;
/** Share of the window that is filled after messages were shortened, so that it does not happen at every call. */
const emptiedShare = 0.5;
/** Share of the window for the latest messages, which are not summarized. */
const latestShare = 0.2;
/** Bytes of an old result of a tool that stay. */
const prunedBytes = 800;
/** Bytes of the latest result that stay when the provider says that all is too long. */
const hardPrunedBytes = 4000;
/** How often messages are shortened after the provider has said that a request is too long. */
const overflows = 2;
/** Messages that stay: the instruction and the task. */
const fixed = 2;

type Replaced = { id: string; message: TranscriptMessage | null }[];

/**
 * Keeps a conversation within the model's context: shortens old results of tools, then lets the model summarize the
 * older messages, and does more of both when the provider refuses a request for its length.
 * @param current the messages as they stand
 */
export function createContextKeeper(
  session: Session,
  tools: readonly ToolDefinition[],
  current: () => readonly Entry[],
) {
  let known: number | undefined;
  /** How much the provider's count exceeds the estimate. */
  let factor = 1;
  const window = async (): Promise<number> => {
    known ??= session.task.settings.contextWindow ?? (await session.model.contextWindow()) ?? usualWindow;
    return known;
  };
  const tokens = (): number => requestTokens(current(), tools) * factor;
  const replace = (
    reason: Extract<TranscriptEvent, { type: "context" }>["reason"],
    replaced: Replaced,
  ): void => {
    if (replaced.length > 0) session.record({ type: "context", reason, replaced });
  };

  /** Shortens old results, the oldest first, until there are few enough tokens. */
  const prune = (target: number, isOverflow: boolean): void => {
    const entries = current();
    const end = isOverflow ? entries.length : latestStart(entries, 0);
    let total = tokens();
    const replaced: Replaced = [];
    for (const { id, message } of entries.slice(0, end)) {
      if (total <= target) break;
      const isLatest = entries.findIndex((entry) => entry.id === id) >= latestStart(entries, 0);
      const longest = isLatest ? hardPrunedBytes : prunedBytes;
      if (message.role !== "tool" || Buffer.byteLength(message.content) <= longest * 1.5) continue;
      const shorter = { ...message, content: cutMiddle(message.content, "", 0, longest) };
      total -= (messageTokens(message) - messageTokens(shorter)) * factor;
      replaced.push({ id, message: shorter });
    }
    replace(isOverflow ? "overflow" : "prune", replaced);
  };
  const summarize = async (size: number, isOverflow: boolean): Promise<void> => {
    const entries = current();
    const old = entries.slice(fixed, latestStart(entries, (size * latestShare) / factor));
    if (old.length < 2) return;
    const message = await summaryOf(session, old, Math.floor((size * emptiedShare) / factor));
    const replaced = old.map(({ id }, i) => ({ id, message: i === 0 ? message : null }));
    replace(isOverflow ? "overflow" : "summary", replaced);
  };
  const shrink = async (size: number, isOverflow: boolean): Promise<void> => {
    const target = size * emptiedShare;
    prune(target, isOverflow);
    if (tokens() > target) await summarize(size, isOverflow);
  };
  const limitOf = (size: number): number => {
    const { maxTokens = 0 } = session.task.settings;
    return Math.max(size * 0.3, Math.min(size * fullShare, size - maxTokens));
  };

  return {
    /**
     * Asks with messages that fit.
     * @throws Stop with the limit `context` if the provider refuses even what is left
     */
    async ask<Value>(send: (entries: readonly Entry[]) => Promise<Answer<Value>>): Promise<Answer<Value>> {
      let size = await window();
      if (tokens() > limitOf(size)) await shrink(size, false);
      for (let overflow = 0; ; overflow++) {
        const entries = current();
        const estimate = requestTokens(entries, tools);
        try {
          const answer = await send(entries);
          factor = Math.min(2, Math.max(1, answer.reply.usage.inputTokens / estimate));
          return answer;
        } catch (error) {
          if (!isModelError(error) || error.reason !== "context") throw error;
          if (overflow >= overflows) throw new Stop({ type: "context", limit: size });
          // The window is smaller than it seemed, or tokens are more.
          size = Math.min(size, estimate * factor);
          known = size;
          await shrink(size, true);
        }
      }
    },
  };
}

/** Where the latest messages begin: at an answer, so that calls and their results stay together. */
function latestStart(entries: readonly Entry[], mostTokens: number): number {
  let start = entries.length;
  let tokens = 0;
  for (let i = entries.length - 1; i >= fixed; i--) {
    tokens += messageTokens(entries[i].message);
    if (entries[i].message.role !== "assistant") continue;
    if (start < entries.length && tokens > mostTokens) break;
    start = i;
  }
  return start;
}
