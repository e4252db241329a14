import type { TranscriptLine } from "@mlebench/transcripts";
import { messageTokens } from "../context/token-count.js";
import type { Session } from "./session.js";
import { noUsage } from "./totals.js";

type MessageLine = Extract<TranscriptLine, { type: "message" }>;

/** Answers that are on the disk without what they took: the process was killed in the middle of writing both. */
function unpaidAnswers(lines: readonly TranscriptLine[]): MessageLine[] {
  const paid = new Set(lines.flatMap((line) => (line.type === "model" ? [line.output] : [])));
  return lines.filter((line): line is MessageLine => {
    if (line.type !== "message" || line.message.role !== "assistant" || paid.has(line.id)) return false;
    // An empty one stands for an answer that a content filter withheld.
    return line.message.content !== "" || line.message.toolCalls !== undefined;
  });
}

/** Counts such answers with estimated tokens, so that limits and costs hold. */
export async function repairAnswers(session: Session): Promise<void> {
  const { model, record } = session;
  for (const answer of unpaidAnswers(session.lines())) {
    const input = session
      .lines()
      .slice(0, answer.index)
      .filter((line): line is MessageLine => line.type === "message" && line.thread === answer.thread);
    const inputTokens = input.reduce((sum, { message }) => sum + messageTokens(message), 0);
    const outputTokens = messageTokens(answer.message);
    const prompt = input.map(({ message }) => message.content).join("\n");
    const request = { messages: [{ role: "user", content: prompt } as const], maxTokens: outputTokens };
    const { cost } = await model.estimate([request]);
    record(
      {
        type: "model",
        model: model.name,
        input: input.map(({ id }) => id),
        output: answer.id,
        tools: [],
        settings: {},
        finishReason: "other",
        usage: { ...noUsage, inputTokens, outputTokens },
        cost,
        seconds: 0,
        waited: 0,
        error: null,
        ...(answer.thread !== undefined && { thread: answer.thread }),
      },
      { type: "info", source: "resume", data: `Tokens and cost of the answer ${answer.id} are estimated.` },
    );
  }
}
