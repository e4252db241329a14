import { formatDuration } from "@mlebench/disk";
import type { TranscriptEvent, TranscriptLine } from "@mlebench/transcripts";
import type { Session } from "../session/session.js";
import { type Tool, type ToolOutcome, toolDefinition } from "../tools/tool.js";

type Submission = Extract<TranscriptEvent, { type: "submission" }>;

/** Share of the time that may be left when an agent that should use its time submits. */
const smallShare = 0.1;
/** How often it is asked to go on. */
const mostNudges = 3;

/** Submissions that were handed in, and not only checked. */
function handedIn(lines: readonly TranscriptLine[]): Submission[] {
  return lines.filter((line) => line.type === "submission" && line.answer !== undefined) as Submission[];
}

/**
 * Hands in the submission. The reason why it is not valid is returned once; the next one is accepted as it is. With
 * `--use-time`, one that is early is answered by asking to go on, at most three times.
 */
export const submitTool: Tool = {
  definition: toolDefinition(
    "submit",
    "Ends your work: the submission file, as it is, becomes your result. It is checked first; if it is not valid, you learn the reason once and can repair it.",
    { answer: "What you did, in a few sentences" },
  ),
  hasEffects: false,
  async call({ answer }, session) {
    const { valid, message } = await session.task.validate();
    const before = handedIn(session.lines());
    const isRejected = valid === false && !before.some((one) => one.valid === false);
    const nudges = before.filter((one) => one.valid !== false).length;
    const isEarly =
      session.task.settings.useTime &&
      !isRejected &&
      nudges < mostNudges &&
      session.secondsLeft() > session.task.timeLimit * smallShare;
    const final = !isRejected && !isEarly;
    return outcomeOf({ type: "submission", final, valid, reason: message, answer }, session);
  },
};

/** What a model reads about a submission that was handed in. */
export function outcomeOf(submission: Submission, session: Session): ToolOutcome {
  const { final, valid, reason } = submission;
  if (final) return { text: "Submitted.", submission };
  if (valid === false)
    return {
      text: `Not accepted: the submission is not valid. ${reason ?? ""}\nRepair it, then call \`submit\` again. The next call is accepted whatever the file is.`,
      submission,
    };
  const left = formatDuration(Math.max(0, Math.floor(session.secondsLeft())));
  return {
    text: `Not accepted yet: ${left} of ${formatDuration(session.task.timeLimit)} are left. Use them to improve the result: check the validation scheme, try other models and features, tune, and combine models. Keep the best submission file in place, then call \`submit\` again.`,
    submission,
  };
}
