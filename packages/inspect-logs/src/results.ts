import { summarize } from "@mlebench/reports";
import type { InspectReductions, InspectResults, InspectSummary, ScoreKey } from "./format.js";
import { headline, scoreKeys, scorerName } from "./scores.js";

/** The scores of competitions: of each, the mean over its seeds that were graded, as Inspect reduces epochs. */
export function reduceScores(summaries: readonly InspectSummary[]): InspectReductions[] {
  const scores = new Map<string, Record<ScoreKey, boolean>[]>();
  for (const { id, scores: given } of summaries) {
    const score = given?.[scorerName];
    if (score === undefined) continue;
    scores.set(id, [...(scores.get(id) ?? []), score.value]);
  }
  if (scores.size === 0) return [];
  const samples = [...scores].map(([sample_id, values]) => {
    const mean = (key: ScoreKey): number => values.filter((value) => value[key]).length / values.length;
    const value = {
      valid_submission: mean("valid_submission"),
      above_median: mean("above_median"),
      any_medal: mean("any_medal"),
    };
    return { sample_id, value };
  });
  return [{ scorer: scorerName, samples }];
}

/** The results of a log: accuracy and its standard error over competitions, for each part of the score. */
export function inspectResults(
  summaries: readonly InspectSummary[],
  planned: { readonly samples: number; readonly competitions: number },
): InspectResults {
  const samples = reduceScores(summaries).flatMap((reduction) => reduction.samples);
  const scores = scoreKeys.map((name) => {
    const values = samples.map(({ value }) => value[name]);
    return {
      name,
      scorer: scorerName,
      scored_samples: values.length,
      unscored_samples: planned.competitions - values.length,
      params: {},
      metrics: {
        accuracy: metric("accuracy", values.reduce((sum, value) => sum + value, 0) / values.length),
        stderr: metric("stderr", values.length === 0 ? 0 : summarize(values).standard_error),
      },
    };
  });
  return {
    total_samples: planned.samples,
    completed_samples: summaries.filter(({ completed, error }) => completed && error === undefined).length,
    // Without a score there is nothing to average, and zero would be read as a result.
    scores: samples.length === 0 ? [] : scores,
    ...(samples.length > 0 && { headline }),
  };
}

function metric(name: string, value: number) {
  return { name, value, params: {} };
}
