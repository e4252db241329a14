import type { ReportRun, RunSnapshot } from "../experiment/report-run.js";
import { pointsInTime, type TimedSubmission } from "../over-time.js";
import type { MedalsAtHour } from "./report-data.js";

/** Share of runs with a medal after each hour, of runs with submissions that were kept and graded. */
export function medalsByHour(runs: readonly ReportRun[], agents: readonly string[]): MedalsAtHour[] {
  return agents.flatMap((agent) => {
    const tracked = runs.flatMap((run) =>
      run.agent === agent && run.snapshots !== null ? [{ ...run, snapshots: run.snapshots }] : [],
    );
    const submissions = tracked.map(({ snapshots }) => snapshots.map(timedSubmission));
    const ends = tracked.map(({ hours, snapshots }) =>
      Math.max(hours ?? 0, (snapshots.at(-1)?.seconds ?? 0) / 3600),
    );
    if (tracked.length === 0) return [];
    const hours = Array.from({ length: Math.ceil(Math.max(...ends)) + 1 }, (_value, hour) => hour);
    const points = pointsInTime(
      submissions,
      hours.map((hour) => hour * 3600),
    );
    return points.map(({ hours: hour, runs: count, any_medal_percentage: anyMedal }) => ({
      agent,
      hour,
      anyMedal,
      runs: count,
    }));
  });
}

function timedSubmission({ seconds, medal, aboveMedian, valid }: RunSnapshot): TimedSubmission {
  return {
    seconds,
    valid_submission: valid,
    above_median: aboveMedian,
    gold_medal: medal === "gold",
    silver_medal: medal === "silver",
    bronze_medal: medal === "bronze",
    any_medal: medal !== null,
  };
}
