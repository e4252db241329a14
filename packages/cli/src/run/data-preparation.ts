import { type Competition, isPrepared, UserError } from "@mlebench/core";
import { mapInThreads } from "@mlebench/disk/worker-pool";
import type { PrepareData } from "@mlebench/runner";
import { connect } from "../kaggle.js";
import { preflight } from "../preflight.js";
import type { PrepareEvent, PrepareOutcome, PrepareSetup } from "../prepare-one.js";
import { prepareThread } from "../prepare-thread.js";
import { createProgress, type ProgressReporter } from "../progress.js";
import { formatFailures } from "../reasons.js";
import { note, warn } from "../terminal.js";

export interface DataPreparationOptions {
  dataDirectory: string;
  mini: boolean;
  skipRulesCheck: boolean;
  /** Where competitions are that cannot be found by ID. */
  competitionPaths: Readonly<Record<string, string>>;
  nWorkers: number;
}

/** More downloads at a time share one connection, and preparing takes cores from agents. */
const maxJobs = 2;

/**
 * Looks what `--prepare` has to prepare, and whether it can: access on Kaggle and disk space, before anything starts.
 * @returns prepares it; competitions that cannot be prepared fail without keeping others from running
 * @throws UserError if no run could start
 */
export async function dataPreparation(
  competitions: readonly Competition[],
  options: DataPreparationOptions,
): Promise<PrepareData> {
  const missing = competitions.filter(({ facts }) => !isPrepared(facts, options.dataDirectory));
  const blocked = options.mini ? new Map<string, string>() : await findBlocked(missing, options);
  if (blocked.size > 0) {
    const failures = formatFailures([...blocked].map(([id, reason]) => ({ id, reason })));
    if (blocked.size === competitions.length)
      throw new UserError(`None of the data can be prepared:\n${failures}`);
    note(`Data that cannot be prepared; the runs that need it will fail:\n${failures}`);
  }
  return (needed, signal) => prepareInBackground(needed, blocked, signal, options);
}

async function findBlocked(
  missing: readonly Competition[],
  { dataDirectory, skipRulesCheck }: DataPreparationOptions,
): Promise<Map<string, string>> {
  if (missing.length === 0) return new Map();
  const progress = createProgress();
  const report = await preflight(missing, {
    ...{ dataDirectory, skipRulesCheck },
    connect: () => connect(note, warn),
    onDone: (done, total) => progress.report({ step: "check", done, total, unit: "competitions" }),
  });
  progress.stop();
  const blocked = new Map<string, string>();
  for (const { id, problem, uncertain } of report.competitions) {
    if (problem === undefined) continue;
    // Rules may be accepted although Kaggle does not report it; only the download shows it.
    if (uncertain) warn(`${id}: ${problem}`);
    else blocked.set(id, problem);
  }
  return blocked;
}

interface Pending {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
}

function pending(): Pending {
  let resolve: Pending["resolve"] = () => undefined;
  let reject: Pending["reject"] = () => undefined;
  const promise = new Promise<void>((onDone, onFailure) => {
    resolve = onDone;
    reject = onFailure;
  });
  return { promise, resolve, reject };
}

function prepareInBackground(
  needed: readonly Competition[],
  blocked: ReadonlyMap<string, string>,
  signal: AbortSignal,
  options: DataPreparationOptions,
): ReadonlyMap<string, Promise<void>> {
  const { dataDirectory, mini, competitionPaths, nWorkers } = options;
  const waiting = new Map(needed.map(({ facts }) => [facts.id, pending()]));
  for (const [id, { reject }] of waiting) {
    const problem = blocked.get(id);
    if (problem !== undefined) reject(new UserError(problem));
  }
  const ids = [...waiting.keys()].filter((id) => !blocked.has(id));
  const bars = new Map<string, ProgressReporter>();
  const bar = (id: string): ProgressReporter => {
    const known = bars.get(id) ?? createProgress(id);
    bars.set(id, known);
    return known;
  };
  const setup: PrepareSetup = { dataDirectory, mini };
  const tasks = new Map(ids.map((id) => [competitionPaths[id] ?? id, id]));
  void mapInThreads<string, PrepareOutcome>([...tasks.keys()], {
    ...{ worker: prepareThread(), setup, signal },
    jobs: Math.min(maxJobs, nWorkers),
    onEvent: (event, reference) => {
      const { type, ...rest } = event as PrepareEvent;
      if ("progress" in rest) bar(tasks.get(reference) ?? reference).report(rest.progress);
      else (type === "warning" ? warn : note)(rest.line);
    },
    onResult: (outcome, reference) => {
      const id = tasks.get(reference) ?? reference;
      bar(id).stop();
      if (outcome.status !== "failed") {
        note(`${id}: data ${outcome.status}`);
        waiting.get(id)?.resolve();
      } else waiting.get(id)?.reject(new UserError(`Its data could not be prepared: ${outcome.error}`));
    },
    onWorkerCrash: (reference, reason) => ({
      id: tasks.get(reference) ?? reference,
      status: "failed",
      error: reason,
    }),
  });
  return new Map([...waiting].map(([id, { promise }]) => [id, promise]));
}
