export {
  type AnalysisInput,
  analyzeFamiliarity,
  competitionScores,
  type FamiliarityAnalysis,
  type FamiliarityPoint,
} from "./analyze.js";
export {
  type CompetitionDocument,
  type Documents,
  readDocument,
  readDocuments,
  requireDocuments,
} from "./documents.js";
export type { DocumentScore } from "./logprobs/measures.js";
export { type Probe, probeModel, probeText } from "./logprobs/probe.js";
export type { WindowOptions } from "./logprobs/windows.js";
export {
  estimateFamiliarity,
  type MeasuredDocument,
  type Measurement,
  type MeasureOptions,
  measureFamiliarity,
} from "./measure-familiarity.js";
export { type MetaKaggle, readMetaKaggle } from "./meta-kaggle.js";
export { type GradedCompetition, normalizedPerformance, readGradingReport } from "./performance.js";
export { familiarityPlot, plotFiles, writePlot } from "./plot/write-plot.js";
export {
  type CachedFamiliarity,
  type CachedResults,
  readResults,
  splitKey,
  writeResults,
} from "./results-file.js";
export { type Correlation, partialCorrelation, pearson, spearman } from "./statistics/correlation.js";
export {
  bootstrapInterval,
  type Interval,
  type PermutationTest,
  permutationTest,
} from "./statistics/resampling.js";
