import { readdirSync } from "node:fs";
import { join } from "node:path";
import { asRecord, readJson } from "../read-json.js";
import type { RunSnapshot } from "./report-run.js";

type Json = Readonly<Record<string, unknown>>;

const list = (value: unknown): Json[] =>
  (Array.isArray(value) ? value : []).map((item) => asRecord(item) ?? {});

/**
 * The submissions of a run group's runs in order of time, by run ID, as the latest report of `mlebench grade-over-time`
 * in its directory has them; null without one.
 * @throws UserError for a report that cannot be read
 */
export function readSnapshots(directory: string): Map<string, RunSnapshot[]> | null {
  const latest = readdirSync(directory)
    .filter((name) => name.endsWith("_scores_over_time.json"))
    .sort()
    .at(-1);
  if (latest === undefined) return null;
  const report = asRecord(readJson(join(directory, latest), "report on scores over time"));
  return new Map(
    list(report?.runs).map(({ run_id, submissions }) => [String(run_id), list(submissions).map(snapshotOf)]),
  );
}

function snapshotOf(one: Json): RunSnapshot {
  const number = (value: unknown): number | null => (typeof value === "number" ? value : null);
  const { medal, valid_submission: valid } = one;
  return {
    seconds: number(one.seconds) ?? 0,
    score: number(one.score),
    medal: medal === "gold" || medal === "silver" || medal === "bronze" ? medal : null,
    aboveMedian: one.above_median === true,
    valid: typeof valid === "boolean" ? valid : null,
    percentile: number(one.percentile),
  };
}
