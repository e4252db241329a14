import type { TranscriptEvent, TranscriptLine, TranscriptToolCall } from "@mlebench/transcripts";
import { addToConversation, type Conversation, noConversation } from "../session/conversation.js";

type Submission = Extract<TranscriptEvent, { type: "submission" }>;

/** Where a conversation with tools stands, rebuilt from the lines of its transcript: live and after a restart alike. */
export interface ReactState {
  readonly conversation: Conversation;
  /** Calls of the last answer without a result, in order. */
  readonly pending: readonly TranscriptToolCall[];
  /** Whether the first of them was begun. */
  readonly isBegun: boolean;
  /** The verdict on a submission during the first of them. */
  readonly verdict: Submission | undefined;
  /** Whether a submission was accepted. */
  readonly isSubmitted: boolean;
  /** Why the last answer ended. */
  readonly finishReason: string;
  /** Answers in a row that a content filter stopped. */
  readonly filtered: number;
}

export const initialState: ReactState = {
  conversation: noConversation,
  pending: [],
  isBegun: false,
  verdict: undefined,
  isSubmitted: false,
  finishReason: "",
  filtered: 0,
};

/** The state after another line. */
export function addToState(state: ReactState, line: TranscriptLine): ReactState {
  if ("thread" in line && line.thread !== undefined) return state;
  const conversation = addToConversation(state.conversation, line);
  const next = { ...state, conversation };
  switch (line.type) {
    case "message":
      if (line.message.role === "assistant")
        return { ...next, pending: line.message.toolCalls ?? [], isBegun: false, verdict: undefined };
      if (line.message.role === "tool")
        return { ...next, pending: state.pending.slice(1), isBegun: false, verdict: undefined };
      return next;
    case "model": {
      const isFiltered = line.finishReason === "content-filter";
      return { ...next, finishReason: line.finishReason, filtered: isFiltered ? state.filtered + 1 : 0 };
    }
    case "tool-begin":
      return { ...next, isBegun: true };
    case "submission":
      return { ...next, verdict: line, isSubmitted: state.isSubmitted || line.final };
    default:
      return next;
  }
}
