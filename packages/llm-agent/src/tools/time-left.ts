import { formatDuration } from "@mlebench/disk";
import { type Session, workingSecondsLeft } from "../session/session.js";

/** The longest time that a command gets unless the settings have one, in seconds. */
const longestCommand = 9 * 3600;

/** Seconds that a command may take now: the last one leaves a minute, or a tenth, for what the agent makes of it. */
export function commandSeconds(session: Session): number {
  const { toolTimeout = longestCommand } = session.task.settings;
  const left = Math.min(session.secondsLeft(), workingSecondsLeft(session));
  return Math.max(1, Math.min(toolTimeout, left - Math.min(60, left / 10)));
}

const words = (seconds: number): string => formatDuration(Math.max(0, Math.floor(seconds)));

/** Less than a tenth of the time, or less than five minutes, is short. */
function isShort({ task, secondsLeft }: Session): boolean {
  return (
    secondsLeft() < Math.min(task.timeLimit / 10, 3600) || secondsLeft() < Math.min(300, task.timeLimit / 5)
  );
}

/**
 * One line about what is left, which every result of a tool ends with.
 * @param messages messages of the conversation, with the result
 */
export function leftLine(session: Session, messages: number): string {
  const { limits, totals } = session;
  const { usage, cost, turns } = totals();
  const working = workingSecondsLeft(session);
  const parts = [
    `time left: ${words(session.secondsLeft())}`,
    Number.isFinite(working) && `working time left: ${words(working)}`,
    `limit per command: ${words(commandSeconds(session))}`,
    limits.message !== null && `messages left: ${Math.max(0, limits.message - messages)}`,
    limits.turn !== null && `turns left: ${Math.max(0, limits.turn - turns)}`,
    limits.token !== null &&
      `tokens left: ${Math.max(0, limits.token - usage.inputTokens - usage.outputTokens)}`,
    limits.cost !== null && cost !== null && `dollars left: ${Math.max(0, limits.cost - cost).toFixed(2)}`,
  ].filter((part) => part !== false);
  const warning = isShort(session)
    ? " Time is short: make sure that a valid submission is saved, then submit."
    : "";
  return `[${parts.join("; ")}]${warning}`;
}
