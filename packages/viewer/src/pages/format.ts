import { formatBytes, formatDuration } from "@mlebench/disk/quantities";
import type { RunLine } from "../page-data.js";

export { formatBytes, formatDuration };

/** Seconds between two times in milliseconds, for people; no fractions, which would flicker. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 90 ? `${seconds} s` : formatDuration(seconds);
}

/** `2026-01-31 12:00 UTC`. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** US dollars. */
export function formatCost(dollars: number): string {
  return `$${dollars.toFixed(dollars < 1 && dollars > 0 ? 4 : 2)}`;
}

/** `12 345` without a locale: `12.3k`, `4.5M`. */
export function formatCount(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1e6 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1e6).toFixed(1)}M`;
}

const active: readonly string[] = ["starting", "running", "collecting"];

/** Whether a run is at work. */
export function isAtWork(status: string): boolean {
  return active.includes(status);
}

/** How much time a run has left, or took. */
export function timeText({ status, startedAt, seconds, timeout }: RunLine, now: number): string {
  if (isAtWork(status)) {
    if (startedAt === null) return "";
    const passed = now - startedAt;
    if (timeout === null) return `for ${formatAge(passed)}`;
    const left = startedAt + timeout * 1000 - now;
    const limit = formatAge(timeout * 1000);
    return left > 0 ? `${formatAge(left)} left of ${limit}` : `limit of ${limit} reached`;
  }
  return seconds === null ? "" : `took ${formatAge(seconds * 1000)}`;
}

/** The last validation, and how many there were. */
export function validationText({ lastValidation, validations }: RunLine, now: number): string {
  const count =
    validations === null || validations.total === 0
      ? ""
      : `${validations.valid} of ${validations.total} valid`;
  if (lastValidation == null) return count;
  const { verdict, at } = lastValidation;
  const age = at === null ? "" : ` ${formatAge(now - at)} ago`;
  return `${verdict}${age}${count === "" ? "" : `, ${count}`}`;
}

/** The submission, with its age while the run is at work. */
export function submissionText(run: RunLine, now: number): string {
  const { submission, submissionBytes, submittedAt } = run;
  if (!isAtWork(run.status) && submission !== null && submission !== "file") return submission;
  const size = submissionBytes == null ? "" : formatBytes(submissionBytes);
  const age = submittedAt == null ? "" : isAtWork(run.status) ? `${formatAge(now - submittedAt)} ago` : "";
  return [size || (submission === "file" ? "submitted" : ""), age].filter((part) => part !== "").join(", ");
}
