export { analyzeRun, type RunSources, type StaticAnalysis } from "./analyze-run.js";
export {
  type Analysis,
  type AnalyzeOptions,
  analyzeSubmissions,
  estimateJudge,
  type JudgeOptions,
  type RunAnalysis,
} from "./analyze-submissions.js";
export { type Category, categories, type Finding, isFlag, type Severity } from "./findings.js";
export type { Judgment, Verdict } from "./judge/judge-chunk.js";
export { type Question, questions, selectQuestions } from "./judge/questions.js";
export { type AnalysisTable, analysisTable } from "./output/table.js";
export {
  countVerdicts,
  type ReportPaths,
  summaryOf,
  type VerdictCounts,
  writeReports,
} from "./output/write-reports.js";
export type { NetworkPolicy } from "./run-facts.js";
