import { formatDuration } from "@mlebench/disk";
import type { Session } from "../session/session.js";
import { commandSeconds } from "../tools/time-left.js";

/** The one instruction of the system message. */
export const systemPrompt =
  "You are a machine learning engineer who works alone on a task, step by step, with tools; when the submission file is as good as you can make it, call `submit`.";

/** The task, with hardware and time. */
export function taskPrompt(session: Session): string {
  const { task, limits } = session;
  const facts = [
    task.hardware !== "" && `- Hardware: ${task.hardware}`,
    `- Time limit: ${formatDuration(task.timeLimit)} in total, ${formatDuration(Math.floor(commandSeconds(session)))} for one command`,
    limits.message !== null &&
      `- Messages: at most ${limits.message}, yours and the results of tools counted`,
    limits.turn !== null && `- Turns: at most ${limits.turn}`,
    limits.token !== null && `- Tokens: at most ${limits.token}`,
  ].filter((fact) => fact !== false);
  return `${task.instructions.trim()}\n\nWHAT YOU HAVE\n------\n${facts.join("\n")}`;
}

/** For an answer without a call of a tool. */
export function goOnPrompt(finishReason: string): string {
  const cut = "Your answer reached the limit of tokens for one answer and was cut off. Take smaller steps.";
  const filtered = "Your answer was stopped by a content filter.";
  const first = finishReason === "length" ? cut : finishReason === "content-filter" ? filtered : "";
  const next =
    "Go on with the next step and call a tool. If the submission file is as good as you can make it, call `submit`.";
  return first === "" ? next : `${first} ${next}`;
}

/** In place of the result of a call that a process did not survive. */
export const interruptedResult =
  "The program that runs you was restarted during this call. Its output is lost. The command may have run in part, or may still be running: check before you repeat it.";
