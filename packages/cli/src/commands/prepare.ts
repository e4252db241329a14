import {
  type Competition,
  describeError,
  describeNames,
  isMlebenchError,
  type LinkMode,
  readVerification,
  UsageError,
} from "@mlebench/core";
import type { PrepareDatasetResult } from "@mlebench/datasets";
import { formatBytes, formatDuration } from "@mlebench/disk";
import { mapInThreads } from "@mlebench/disk/worker-pool";
import type { Backend } from "@mlebench/runner";
import { flagName } from "@mlebench/runner/settings";
import type { BackendOptions } from "../backends.js";
import { find } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import { interruptible } from "../interruptible.js";
import { printJson, printJsonError } from "../json.js";
import { connect } from "../kaggle.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { preflight } from "../preflight.js";
import {
  type PrepareEvent,
  type PrepareFailure,
  type PrepareOutcome,
  type PrepareSetup,
  prepareOne,
} from "../prepare-one.js";
import { prepareThread } from "../prepare-thread.js";
import { createProgress, type ProgressReporter } from "../progress.js";
import { formatFailures } from "../reasons.js";
import { type SelectionOptions, selection } from "../selection.js";
import { formatTable } from "../table.js";
import { note, print, style, warn } from "../terminal.js";

export interface PrepareOptions extends SelectionOptions, DataOptions, JsonOption {
  from?: string;
  /** Number of competitions to prepare in parallel. */
  jobs?: number;
  /** ID of the backend on the machines of which data is prepared; without it, on this machine. */
  backend?: string;
  backendOptions?: BackendOptions;
  /** Limits of each competition's job on the backend. */
  cpus?: number;
  memory?: number;
  timeout?: number;
  seed?: number;
  size?: number;
  keepRaw?: boolean;
  fresh?: boolean;
  overwriteChecksums?: boolean;
  overwriteLeaderboard?: boolean;
  skipVerification?: boolean;
  link?: LinkMode;
  verbose?: boolean;
}

/**
 * Prepares competitions, in parallel with `jobs`, and continues after a failure. Prints the result of each, and the
 * failures at the end.
 */
export async function prepare(options: PrepareOptions): Promise<number> {
  checkCombination(options);
  const references = selection(options);
  const backend = await chosenBackend(options);
  const blocked = options.mini ? new Map<string, PrepareFailure>() : await findBlocked(references, options);
  const outcomes = new Map<string, PrepareOutcome>();
  const settle = (reference: string, outcome: PrepareOutcome): void => {
    outcomes.set(reference, outcome);
    // The failure of a single competition is printed once, at the end.
    if (outcome.status !== "failed") {
      if (!options.json) print(resultText(outcome, options));
    } else if (references.length > 1) note(`error: ${outcome.id}: ${outcome.error.replaceAll("\n", "\n  ")}`);
  };
  for (const [reference, failure] of blocked) outcomes.set(reference, failure);
  const due = references.filter((reference) => !blocked.has(reference));
  if (backend === undefined) await prepareAll(due, options, settle);
  else if (!(await prepareInJobs(backend, due, options, settle))) {
    if (options.json) printJsonError("Interrupted", exitCodes.interrupted);
    return exitCodes.interrupted;
  }
  if (options.overwriteLeaderboard) await overwriteLeaderboards(references, outcomes, options);

  const results = references.map((reference) => outcomes.get(reference) as PrepareOutcome);
  if (options.json) printJson(results);
  const failures = results.filter((result) => result.status === "failed");
  if (references.length > 1) note(summaryText(results, failures));
  else for (const { id, error } of failures) note(`error: ${id}: ${error.replaceAll("\n", "\n  ")}`);
  return failures.length > 0 ? exitCodes.userError : exitCodes.ok;
}

function checkCombination(options: PrepareOptions): void {
  const forbidden = options.mini
    ? (["from", "keepRaw", "overwriteChecksums", "overwriteLeaderboard", "skipVerification"] as const)
    : (["seed", "size"] as const);
  const wrong = forbidden.find((name) => options[name] !== undefined);
  if (wrong === undefined) return;
  const flag = flagName(wrong);
  throw new UsageError(
    options.mini ? `\`${flag}\` cannot be used with \`--mini\`` : `\`${flag}\` requires \`--mini\``,
  );
}

/** Finds the competitions that cannot be prepared, and why, before anything is downloaded. */
async function findBlocked(
  references: readonly string[],
  options: PrepareOptions,
): Promise<Map<string, PrepareFailure>> {
  const competitions: { reference: string; competition: Competition }[] = [];
  for (const reference of references) {
    // An unknown competition fails when its turn comes.
    const competition = await find(reference).catch(() => undefined);
    if (competition !== undefined) competitions.push({ reference, competition });
  }
  const progress = createProgress();
  const report = await preflight(
    competitions.map(({ competition }) => competition),
    {
      dataDirectory: dataDirectory(options),
      from: options.from,
      fresh: options.fresh,
      connect: () => connect(note, warn),
      onDone: (done, total) => {
        if (total > 1) progress.report({ step: "check", done, total, unit: "competitions" });
      },
    },
  );
  progress.stop();
  return new Map(
    report.competitions.flatMap(({ id, problem, uncertain }, i) =>
      problem === undefined || uncertain
        ? []
        : [[competitions[i].reference, { id, status: "failed", error: problem }] as const],
    ),
  );
}

/** @throws UserError if it cannot prepare data: before anything is downloaded */
async function chosenBackend(options: PrepareOptions): Promise<Backend | undefined> {
  const { backend, backendOptions } = options;
  if (backend !== undefined) {
    const { openPreparingBackend } = await import("../prepare-on-backend.js");
    return openPreparingBackend(backend, options, backendOptions);
  }
  const given = (["backendOptions", "cpus", "memory", "timeout"] as const).find(
    (name) => options[name] !== undefined,
  );
  if (given === undefined) return undefined;
  throw new UsageError(`\`${flagName(given)}\` requires \`--backend\``);
}

/** @returns whether all have ended, and none was canceled */
async function prepareInJobs(
  backend: Backend,
  references: readonly string[],
  options: PrepareOptions,
  settle: Settle,
): Promise<boolean> {
  const { prepareOnBackend } = await import("../prepare-on-backend.js");
  return interruptible("canceling the jobs", async (signal) => {
    const { jobs = 1 } = options;
    const setup = setupOf(options);
    await prepareOnBackend(backend, references, { setup, jobs, limits: options, signal, settle });
    if (signal.aborted) note("Canceled. Run the command again to continue.");
    return !signal.aborted;
  });
}

type Settle = (reference: string, outcome: PrepareOutcome) => void;

function setupOf(options: PrepareOptions): PrepareSetup {
  const { mini, from, seed, size, keepRaw, fresh, skipVerification, overwriteChecksums, link, verbose } =
    options;
  return {
    dataDirectory: dataDirectory(options),
    ...{ mini, from, seed, size, keepRaw, fresh, skipVerification, overwriteChecksums, link, verbose },
  };
}

async function prepareAll(
  references: readonly string[],
  options: PrepareOptions,
  settle: Settle,
): Promise<void> {
  const setup = setupOf(options);
  const bars = new Map<string, ProgressReporter>();
  const bar = (reference: string): ProgressReporter => {
    const known = bars.get(reference) ?? createProgress(reference);
    bars.set(reference, known);
    return known;
  };
  const handleEvent = (event: PrepareEvent, reference: string): void => {
    if (event.type === "progress") bar(reference).report(event.progress);
    else if (event.type === "warning") warn(event.line);
    else note(event.line);
  };
  const end = (reference: string, outcome: PrepareOutcome): void => {
    bar(reference).stop();
    settle(reference, outcome);
  };
  const jobs = Math.min(options.jobs ?? 1, references.length);
  if (jobs <= 1) {
    for (const reference of references)
      end(reference, await prepareOne(setup, reference, (event) => handleEvent(event, reference)));
    return;
  }
  await mapInThreads<string, PrepareOutcome>(references, {
    worker: prepareThread(),
    setup,
    jobs,
    onEvent: (event, reference) => handleEvent(event as PrepareEvent, reference),
    onResult: (outcome, reference) => end(reference, outcome),
    onWorkerCrash: (id, reason) => ({ id, status: "failed", error: `worker crashed: ${reason}` }),
  });
}

/** Downloads the leaderboards of the prepared competitions. If one fails, the competition fails. */
async function overwriteLeaderboards(
  references: readonly string[],
  outcomes: Map<string, PrepareOutcome>,
  { dataDir, json }: PrepareOptions,
): Promise<void> {
  const { fetchLeaderboards, leaderboardText } = await import("./download-leaderboard.js");
  const prepared = references.filter((reference) => outcomes.get(reference)?.status !== "failed");
  if (prepared.length === 0) return;
  const fail = (reference: string, id: string, error: string): void => {
    outcomes.set(reference, {
      id,
      status: "failed",
      error: `Cannot download the leaderboard: ${error}`,
    });
  };
  try {
    const results = await fetchLeaderboards({ competitionId: prepared, dataDir, force: true }, (result) => {
      if (result.status !== "failed") (json ? note : print)(leaderboardText(result));
    });
    for (const [index, { id, error }] of results.entries())
      if (error !== undefined) fail(prepared[index], id, error);
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    for (const reference of prepared)
      fail(reference, outcomes.get(reference)?.id ?? reference, describeError(error));
  }
}

function resultText(result: PrepareDatasetResult, options: PrepareOptions): string {
  const linked = result.linkedBytes > 0 ? [`${formatBytes(result.linkedBytes)} linked`] : [];
  const { state, failedFiles } = readVerification(dataDirectory(options), result.id);
  const isDifferent = !options.mini && options.skipVerification === true && state === "differs";
  const kind = options.mini
    ? ["miniature"]
    : options.skipVerification && !isDifferent
      ? ["not verified"]
      : [];
  const details = [formatBytes(result.bytes), ...linked, ...kind].join(", ");
  const status = `${style("green", result.status)} in ${formatDuration(result.seconds)}`;
  const title = `${style("bold", result.id)}: ${status} (${details})`;
  if (isDifferent)
    return `${title}, ${style("red", "differs from its published checksums")}: ${describeNames(failedFiles)}`;
  if (options.mini || options.skipVerification) return title;
  const checks = result.checks.map(({ file, verdict, note: remark }) => [`  ${verdict}`, file, remark ?? ""]);
  return checks.length > 0 ? `${title}\n${formatTable(checks)}` : title;
}

function summaryText(results: readonly PrepareOutcome[], failures: readonly PrepareFailure[]): string {
  const prepared = results.filter((result) => result.status !== "failed");
  const saved = prepared.reduce((sum, { linkedBytes }) => sum + linkedBytes, 0);
  const disk = saved > 0 ? ` Linking saved ${formatBytes(saved)}.` : "";
  if (failures.length === 0) return `Prepared ${results.length} competitions.${disk}`;
  return `Prepared ${prepared.length} of ${results.length} competitions.${disk} Failed:\n${formatFailures(failures.map(({ id, error }) => ({ id, reason: error })))}`;
}
