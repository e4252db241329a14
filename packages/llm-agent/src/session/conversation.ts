import type { TranscriptLine, TranscriptMessage } from "@mlebench/transcripts";

/** A message as it stands now. */
export interface Entry {
  readonly id: string;
  readonly message: TranscriptMessage;
}

/** A conversation, rebuilt from the lines of a transcript. */
export interface Conversation {
  /** As the model gets them: shortened, summarized. */
  readonly entries: readonly Entry[];
  /** Messages that joined, also those that were replaced. */
  readonly count: number;
}

export const noConversation: Conversation = { entries: [], count: 0 };

/** The conversation after another line. Lines of other threads change nothing. */
export function addToConversation(
  conversation: Conversation,
  line: TranscriptLine,
  thread?: string,
): Conversation {
  if (line.type === "message" && line.thread === thread)
    return {
      entries: [...conversation.entries, { id: line.id, message: line.message }],
      count: conversation.count + 1,
    };
  if (line.type !== "context" || line.thread !== thread) return conversation;
  const replaced = new Map(line.replaced.map(({ id, message }) => [id, message]));
  const entries = conversation.entries.flatMap((entry) => {
    const message = replaced.get(entry.id);
    if (message === undefined) return [entry];
    return message === null ? [] : [{ id: entry.id, message }];
  });
  return { ...conversation, entries };
}
