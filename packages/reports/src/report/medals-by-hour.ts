import type { ReportRun } from "../experiment/report-run.js";
import type { MedalsAtHour } from "./report-data.js";

/** Share of runs with a medal, hour by hour, from the submissions that were kept and graded. */
export function medalsByHour(runs: readonly ReportRun[], agents: readonly string[]): MedalsAtHour[] {
  return agents.flatMap((agent) => {
    const tracked = runs.filter((run) => run.agent === agent && run.snapshots.length > 0);
    if (tracked.length === 0) return [];
    const last = Math.max(...tracked.map((run) => Math.max(run.hours ?? 0, lastSnapshotHours(run))));
    return Array.from({ length: Math.ceil(last) + 1 }, (_value, hour) => {
      const medals = tracked.filter((run) => hasMedalAt(run, hour)).length;
      return { agent, hour, anyMedal: (100 * medals) / tracked.length, runs: tracked.length };
    });
  });
}

const lastSnapshotHours = ({ snapshots }: ReportRun): number => (snapshots.at(-1)?.seconds ?? 0) / 3600;

/** What would have been graded, had the run ended then: its last submission by that time. */
function hasMedalAt({ snapshots }: ReportRun, hour: number): boolean {
  const last = snapshots.findLast(({ seconds }) => seconds <= hour * 3600);
  return last !== undefined && last.medal !== null;
}
