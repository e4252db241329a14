export {
  type AggregateOptions,
  aggregateReports,
  type CompetitionAggregate,
  type GroupAggregate,
  type SeedAggregate,
} from "./aggregate-reports.js";
export { type ExperimentReports, experimentReports } from "./experiment-reports.js";
export { type AggregateFormat, aggregateFormats, formatAggregate } from "./format-aggregate.js";
export type { GradedLine, GradingReportLike } from "./graded-runs.js";
export {
  type MakeSubmissionOptions,
  type MakeSubmissionResult,
  makeSubmission,
  type SubmittedRun,
} from "./make-submission.js";
export { type MetricName, type MetricSummaries, metricNames, type SeedMetrics } from "./metrics.js";
export { type PointInTime, pointsInTime, type TimedSubmission, usualTimesUntil } from "./over-time.js";
export { type MetricSummary, summarize } from "./statistics.js";
