import { join } from "node:path";
import { formatDuration } from "@mlebench/disk";
import { lastLogLines, type RunGroupResult, type RunRecord, type RunStatus } from "@mlebench/runner";
import { printJson } from "../json.js";
import { formatHeadedTable } from "../table.js";
import { note, print } from "../terminal.js";
import type { RunOptions } from "./run-options.js";
import { resumeCommand } from "./stop-on-signals.js";

/** Runs that did not end as they should; those that the user stopped are not among them. */
const endedBadly: ReadonlySet<RunStatus> = new Set([
  "failed",
  "timed out",
  "out of memory",
  "killed",
  "lost",
  "error",
]);

/** How many failed runs are shown with the end of their logs. */
const maxShownFailures = 10;

/**
 * Prints the results of a run group, and why runs failed or have no submission.
 * @param isGraded standard output is kept for the grading report
 */
export function showResult(result: RunGroupResult, options: RunOptions, isGraded: boolean): void {
  if (options.json && !isGraded) printJson(result);
  else (isGraded ? note : print)(resultText(result));
  const failed = failedRuns(result);
  for (const run of failed.slice(0, maxShownFailures)) note(failureText(run));
  if (failed.length > maxShownFailures) {
    const more = failed.length - maxShownFailures;
    note(`${more} more runs failed. Logs: ${result.directory}/RUN/run.log`);
  }
  // The logs of failed runs say it themselves.
  for (const { competition_id, seed, status, submission } of Object.values(result.runs)) {
    if (endedBadly.has(status) || submission === null) continue;
    if ("seen" in submission && submission.seen !== undefined)
      note(`${competition_id} seed ${seed}: no submission found. ${submission.seen}`);
  }
  if (!result.complete) {
    const why = result.stopped ?? "Some runs have no result.";
    note(`${why} Resume with \`${resumeCommand(result, options)}\`.`);
  }
}

/** The runs of a group that failed, each with the path of its log. */
export function failedRuns({ directory, runs }: RunGroupResult): { log: string; record: RunRecord }[] {
  return Object.entries(runs)
    .filter(([, { status }]) => endedBadly.has(status))
    .map(([id, record]) => ({ log: join(directory, id, "run.log"), record }));
}

function failureText({ log, record }: { log: string; record: RunRecord }): string {
  const { competition_id, seed, status, reason } = record;
  const lines = lastLogLines(log, 8).map((line) => `  | ${line}`);
  const end = lines.length === 0 ? "Log:" : "Last lines of";
  const why = reason === null ? "" : `: ${reason.replace(/\.$/, "")}`;
  return [`${competition_id} seed ${seed}: ${status}${why}. ${end} ${log}`, ...lines].join("\n");
}

function resultText({ runGroup, directory, runs }: RunGroupResult): string {
  const records = Object.values(runs);
  const isCoded = records.some(({ usage }) => usage != null);
  const rows = records.map((record) => [
    record.competition_id,
    String(record.seed),
    record.status,
    record.seconds === null ? "–" : formatDuration(record.seconds),
    record.submission?.kind ?? "none",
    String(record.validations?.total ?? 0),
    ...(isCoded ? modelCells(record) : []),
    shortened(record.reason ?? ""),
  ]);
  const headings = isCoded ? ["turns", "tokens", "cost"] : [];
  const table = formatHeadedTable(
    ["competition", "seed", "status", "time", "submission", "validations", ...headings, ""],
    rows,
    [1, 5, 6, 7, 8],
  );
  return [runGroup, table, ...(isCoded ? [totalText(records)] : []), directory].join("\n");
}

/** Turns, tokens, and cost of an agent in code. */
function modelCells({ turns, usage, cost }: RunRecord): string[] {
  if (usage == null) return ["–", "–", "–"];
  return [String(turns ?? 0), String(tokensOf(usage)), dollars(cost)];
}

function totalText(records: readonly RunRecord[]): string {
  const tokens = records.reduce((sum, { usage }) => sum + (usage == null ? 0 : tokensOf(usage)), 0);
  const costs = records.flatMap(({ usage, cost }) => (usage == null ? [] : [cost ?? null]));
  const isKnown = costs.every((cost) => cost !== null);
  const cost = isKnown ? dollars(costs.reduce<number>((sum, one) => sum + (one ?? 0), 0)) : "unknown";
  return `tokens ${tokens}, cost ${cost}`;
}

function tokensOf(usage: NonNullable<RunRecord["usage"]>): number {
  return Object.values(usage).reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0);
}

const dollars = (cost: number | null | undefined): string => (cost == null ? "–" : `$${cost.toFixed(2)}`);

/** The complete reason of a failed run is printed after the table. */
function shortened(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason;
}

const longestReason = 80;
