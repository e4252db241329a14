import { type Competition, describeError, isMlebenchError } from "@mlebench/core";
import {
  isFailure,
  isPrepared,
  type VerifiedFile,
  type VerifyDatasetResult,
  verifyDataset,
} from "@mlebench/datasets";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { type SelectionOptions, selectedCompetitions } from "../selection.js";
import { withoutSystemErrors } from "../system-errors.js";
import { formatTable } from "../table.js";
import { note, print, style } from "../terminal.js";

export interface VerifyOptions extends SelectionOptions, DataOptions, JsonOption {
  /** Raw data, for files that can only be compared by content. */
  from?: string;
  verbose?: boolean;
}

type Outcome = VerifyDatasetResult | { id: string; ok: false; error: string };

/** Verifies prepared data and prints a line for each checked file. */
export async function verify(options: VerifyOptions): Promise<number> {
  const chosen = await selectedCompetitions(options);
  const directory = dataDirectory(options);
  // Named competitions must be prepared. Unprepared competitions of a split are skipped.
  const isNamed = (options.competitionId ?? []).length > 0 || chosen.length === 1;
  const competitions = isNamed ? chosen : chosen.filter((one) => isPossiblyPrepared(one, directory));
  const outcomes: Outcome[] = [];
  for (const competition of competitions) {
    const { id } = competition.facts;
    const progress = createProgress(id);
    const outcome = await verifyDataset(competition, {
      dataDirectory: directory,
      from: options.from,
      onProgress: progress.report,
      onMessage: note,
    }).catch((thrown: unknown): Outcome => {
      const error = withoutSystemErrors(thrown);
      if (!isMlebenchError(error)) throw error;
      return { id, ok: false, error: describeError(error) };
    });
    progress.stop();
    outcomes.push(outcome);
    if (!options.json) print(outcomeText(outcome));
  }
  if (options.json) printJson(outcomes);
  const failed = outcomes.filter(({ ok }) => !ok);
  note(summaryText(outcomes.length, failed, chosen.length - competitions.length, directory));
  return failed.length > 0 || outcomes.length === 0 ? exitCodes.userError : exitCodes.ok;
}

/** Whether a competition is prepared; also if that cannot be read, so that verifying reports why. */
function isPossiblyPrepared(competition: Competition, directory: string): boolean {
  try {
    return isPrepared(competition, directory);
  } catch {
    return true;
  }
}

function outcomeText(outcome: Outcome): string {
  const title = style("bold", outcome.id);
  if ("error" in outcome) return `${title}: ${style("red", "failed")}: ${outcome.error}`;
  const state = outcome.ok ? style("green", "verified") : style("red", "verification failed");
  const rows = outcome.checks.map((check) => [
    `  ${verdictText(check)}`,
    check.file,
    check.comparison === undefined ? "" : `by ${check.comparison}`,
    check.note ?? "",
  ]);
  const rest =
    outcome.unchecked > 0 ? `\n  ${outcome.unchecked} more files without a published checksum` : "";
  const kind = outcome.kind === "miniature" ? " (miniature)" : "";
  return `${title}: ${state}${kind}\n${formatTable(rows)}${rest}`;
}

function verdictText(check: VerifiedFile): string {
  if (isFailure(check)) return check.verdict;
  return check.inconclusive ? "inconclusive" : check.verdict;
}

function summaryText(total: number, failed: readonly Outcome[], absent: number, directory: string): string {
  const missing = absent > 0 ? ` ${absent} more not prepared.` : "";
  if (total === 0) return `No prepared data found in ${directory}.${missing}`;
  const competitions = total === 1 ? "competition" : "competitions";
  if (failed.length === 0) return `Verified ${total} ${competitions}.${missing}`;
  return `Verified ${total - failed.length} of ${total} ${competitions}. Failed: ${failed.map(({ id }) => id).join(", ")}.${missing}`;
}
