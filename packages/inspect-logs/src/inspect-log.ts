import type { GroupState } from "@mlebench/runner";
import { isActive } from "@mlebench/runner";
import type { InspectLog } from "./format.js";
import { inspectHeader, sampleContext } from "./header.js";
import type { LoggedRun } from "./logged-run.js";
import { reduceScores } from "./results.js";
import { inspectSample, inspectSummary } from "./sample.js";

/**
 * A run group as a log of Inspect's. It depends on nothing but what is given: the same group gives the same log, with
 * the same IDs.
 * @param isRunning the runs are being worked on
 */
export function inspectLog(
  state: GroupState,
  runs: readonly LoggedRun[],
  { isRunning = false }: { isRunning?: boolean } = {},
): InspectLog {
  const context = sampleContext(state);
  const samples = runs.map((run) => inspectSample(run, context));
  const summaries = samples.map((sample, index) =>
    inspectSummary(sample, !isActive(runs[index].record.status)),
  );
  return {
    header: inspectHeader(state, summaries, { isRunning, model: modelOf(runs) }),
    samples,
    summaries,
    reductions: reduceScores(summaries),
  };
}

/** The model that an agent in code says it works with. */
export function modelOf(runs: readonly Pick<LoggedRun, "transcript">[]): string | null {
  for (const { transcript } of runs)
    for (const line of transcript ?? []) if (line.type === "begin" && line.model !== null) return line.model;
  return null;
}
