export {
  type AggregateOptions,
  aggregateReports,
  type CompetitionAggregate,
  type GroupAggregate,
  type SeedAggregate,
} from "./aggregate-reports.js";
export type {
  Experiment,
  ReportRun,
  RunGroupSetup,
  RunHardware,
  RunSnapshot,
  RunTokens,
} from "./experiment/report-run.js";
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
export type {
  AgentComparison,
  AgentCosts,
  AgentManifest,
  AgentSplit,
  AuditFinding,
  BoardSummary,
  ComparedMetric,
  CompetitionAgent,
  DeviationKind,
  Estimate,
  HistogramBin,
  LadderStep,
  LeaderboardData,
  LeaderboardKey,
  LeaderboardRow,
  ManifestEntry,
  MedalsAtHour,
  PairedDifference,
  PassAtK,
  PublishedScore,
  ReportAgent,
  ReportCompetition,
  ReportData,
  ReportFailure,
  ReportMetric,
  ReportSplit,
  SeparatingCompetition,
} from "./report/report-data.js";
export { comparedMetrics, leaderboardKeys, reportMetricLabels, reportMetrics } from "./report/report-data.js";
export {
  type DatedReport,
  type ReportedRun,
  readGradingReports,
  reportsByRun,
} from "./run-reports.js";
export { type MetricSummary, summarize } from "./statistics/summarize.js";
