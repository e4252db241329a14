/** A distinct submission of a run, with what it came to. */
export interface TimedSubmission {
  /** Seconds from the start of the run until it was first seen. */
  readonly seconds: number;
  /** Null if it was not kept, or could not be graded. */
  readonly valid_submission: boolean | null;
  readonly above_median: boolean;
  readonly gold_medal: boolean;
  readonly silver_medal: boolean;
  readonly bronze_medal: boolean;
  readonly any_medal: boolean;
}

/** What a run group has come to at one time: each run counts with its latest submission until then. */
export interface PointInTime {
  seconds: number;
  hours: number;
  runs: number;
  /** Runs with a submission until then, whatever it is worth. */
  runs_with_submission: number;
  /** Runs with a latest submission that is not graded: the counts below may be too low by so many. */
  not_graded: number;
  valid_submissions: number;
  above_median: number;
  gold_medals: number;
  silver_medals: number;
  bronze_medals: number;
  any_medals: number;
  /** Of all runs. */
  any_medal_percentage: number;
}

/**
 * Counts what the runs of a group had reached at given times.
 * @param runs the submissions of every run in order of time, empty for one without
 * @param times seconds from the start of a run
 */
export function pointsInTime(
  runs: readonly (readonly TimedSubmission[])[],
  times: readonly number[],
): PointInTime[] {
  return times.map((seconds) => {
    const latest = runs.flatMap((submissions) => {
      const found = submissions.filter((one) => one.seconds <= seconds).at(-1);
      return found === undefined ? [] : [found];
    });
    const count = (is: (one: TimedSubmission) => boolean): number => latest.filter(is).length;
    const medals = count(({ any_medal }) => any_medal);
    return {
      seconds,
      hours: seconds / 3600,
      runs: runs.length,
      runs_with_submission: latest.length,
      not_graded: count(({ valid_submission }) => valid_submission === null),
      valid_submissions: count(({ valid_submission }) => valid_submission === true),
      above_median: count(({ above_median }) => above_median),
      gold_medals: count(({ gold_medal }) => gold_medal),
      silver_medals: count(({ silver_medal }) => silver_medal),
      bronze_medals: count(({ bronze_medal }) => bronze_medal),
      any_medals: medals,
      any_medal_percentage: runs.length === 0 ? 0 : (100 * medals) / runs.length,
    };
  });
}

/** Times worth a row, in seconds. */
const usualTimes = [60, 300, 900, 1800, ...[1, 2, 4, 8, 12, 24, 48, 96].map((hours) => hours * 3600)];
const mostTimes = 8;

/** The times of a table about runs with a time limit: the longest usual ones below it, and the limit. */
export function usualTimesUntil(limit: number): number[] {
  return [...usualTimes.filter((seconds) => seconds < limit).slice(1 - mostTimes), limit];
}
