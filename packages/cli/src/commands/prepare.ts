import {
  type Competition,
  describeError,
  isMlebenchError,
  type LinkMode,
  type Progress,
  UsageError,
  UserError,
} from "@mlebench/core";
import { type PrepareDatasetResult, prepareDataset, prepareMiniature } from "@mlebench/datasets";
import { find, list, select } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { createProgress, formatBytes, formatDuration } from "../progress.js";
import { formatTable } from "../table.js";
import { note, print, style, warn } from "../terminal.js";

export interface PrepareOptions extends DataOptions, JsonOption {
  competitionId?: string[];
  all?: boolean;
  lite?: boolean;
  /** A file with one id per line, or the name of a split. */
  list?: string;
  split?: string;
  from?: string;
  seed?: number;
  size?: number;
  keepRaw?: boolean;
  overwriteChecksums?: boolean;
  overwriteLeaderboard?: boolean;
  skipVerification?: boolean;
  link?: LinkMode;
  verbose?: boolean;
}

interface Failure {
  id: string;
  status: "failed";
  error: string;
}

/** Prepares competitions one after another, going on after a failure, and prints what became of each. */
export async function prepare(options: PrepareOptions): Promise<number> {
  checkCombination(options);
  const references = selection(options);
  const results: (PrepareDatasetResult | Failure)[] = [];
  for (const reference of references) {
    const result = await prepareOne(reference, options);
    results.push(result);
    if (result.status === "failed") note(`error: ${result.id}: ${result.error.replaceAll("\n", "\n  ")}`);
    else if (!options.json) print(resultText(result, options));
  }
  if (options.json) print(JSON.stringify(results, null, 2));
  const failures = results.filter((result) => result.status === "failed");
  if (references.length > 1) note(summaryText(results.length, failures));
  return failures.length > 0 ? exitCodes.userError : exitCodes.ok;
}

function checkCombination(options: PrepareOptions): void {
  if (options.overwriteLeaderboard) {
    throw new UserError("Leaderboards cannot be overwritten yet", {
      hint: "--overwrite-leaderboard comes with access to Kaggle; leave it out.",
    });
  }
  const forbidden = options.mini
    ? (["from", "keepRaw", "overwriteChecksums", "skipVerification"] as const)
    : (["seed", "size"] as const);
  const wrong = forbidden.find((name) => options[name] !== undefined);
  if (wrong === undefined) return;
  const flag = `--${wrong.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(`${flag} ${options.mini ? "does not go" : "goes only"} together with --mini`);
}

function selection(options: PrepareOptions): string[] {
  const named = [...(options.competitionId ?? []), options.list, options.split].filter(
    (item) => item !== undefined,
  );
  if (options.lite) named.push("low");
  const chosen = select(named);
  const all = options.all ? list().map(({ id }) => id) : [];
  const references = [...new Set([...chosen, ...all])];
  if (references.length > 0) return references;
  throw new UsageError("Nothing to prepare", {
    expected: "at least one of --competition-id, --all, --lite, --list or --split",
  });
}

async function prepareOne(
  reference: string,
  options: PrepareOptions,
): Promise<PrepareDatasetResult | Failure> {
  const progress = createProgress(reference);
  try {
    const competition = await find(reference);
    tellKnownIssues(competition);
    return await prepareData(competition, options, progress.report);
  } catch (error) {
    progress.stop();
    if (options.verbose) note(String(error instanceof Error ? error.stack : error));
    const text = describeError(error);
    return { id: reference, status: "failed", error: isMlebenchError(error) ? text : `unexpected: ${text}` };
  } finally {
    progress.stop();
  }
}

function prepareData(
  competition: Competition,
  options: PrepareOptions,
  onProgress: (progress: Progress) => void,
): Promise<PrepareDatasetResult> {
  const common = { dataDirectory: dataDirectory(options), link: options.link, onProgress, onMessage: note };
  if (options.mini)
    return prepareMiniature(competition, { ...common, seed: options.seed, size: options.size });
  const { from, keepRaw, skipVerification, overwriteChecksums } = options;
  return prepareDataset(competition, { ...common, from, keepRaw, skipVerification, overwriteChecksums });
}

function tellKnownIssues({ facts }: Competition): void {
  for (const { summary, source } of facts.knownIssues) warn(`${facts.id}: ${summary} (${source})`);
}

function resultText(result: PrepareDatasetResult, options: PrepareOptions): string {
  const cost = `${formatBytes(result.bytes)} in ${formatDuration(result.seconds)}`;
  const title = `${style("bold", result.id)}: ${style("green", result.status)}, ${cost}`;
  // Nothing is published about made-up data.
  if (options.mini) return `${title}, made-up data`;
  if (options.skipVerification) return `${title}, not verified`;
  const checks = result.checks.map(({ file, verdict, note: remark }) => [`  ${verdict}`, file, remark ?? ""]);
  return checks.length > 0 ? `${title}\n${formatTable(checks)}` : title;
}

function summaryText(total: number, failures: readonly { id: string }[]): string {
  if (failures.length === 0) return `All ${total} prepared.`;
  return `${total - failures.length} of ${total} prepared. Failed: ${failures.map(({ id }) => id).join(", ")}`;
}
