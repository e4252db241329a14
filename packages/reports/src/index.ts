export {
  type AggregateOptions,
  aggregateReports,
  type CompetitionAggregate,
  type GroupAggregate,
  type SeedAggregate,
} from "./aggregate-reports.js";
export { normalizedScore } from "./experiment/competition-context.js";
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
export {
  type LeaderboardData,
  type LeaderboardKey,
  type LeaderboardRow,
  leaderboardKeys,
  type PublishedScore,
} from "./report/leaderboard-data.js";
export type {
  AgentComparison,
  AgentCosts,
  AgentManifest,
  AgentSplit,
  AuditFinding,
  BoardSummary,
  ComparedMetric,
  CompetitionAgent,
  CompetitionFamiliarity,
  DeviationKind,
  Estimate,
  HistogramBin,
  LadderStep,
  ManifestEntry,
  MedalsAtHour,
  PairedDifference,
  PassAtK,
  ReportAgent,
  ReportCompetition,
  ReportData,
  ReportFailure,
  ReportMetric,
  ReportSplit,
  RunSimilarity,
  SeparatingCompetition,
} from "./report/report-data.js";
export { comparedMetrics, reportMetricLabels, reportMetrics } from "./report/report-data.js";
export {
  type DatedReport,
  type ReportedRun,
  readGradingReports,
  reportsByRun,
} from "./run-reports.js";
export { type MetricSummary, summarize } from "./statistics/summarize.js";
