export { childEnvironment, isCredentialName } from "./child-environment.js";
export type {
  Competition,
  CompetitionDefinition,
  Grade,
  GradeContext,
  GradeFiles,
  LinkMode,
  MiniatureOptions,
  Prepare,
  PrepareDirectories,
  PrepareOptions,
  Progress,
  WriteMiniature,
} from "./competition.js";
export { type CsvCell, csvLine, csvText, spreadsheetText } from "./csv-text.js";
export {
  type CompetitionPaths,
  chosenDataDirectory,
  competitionPaths,
  dataDirectoryVariable,
  defaultDataDirectory,
  defaultImageDirectory,
  defaultMiniatureDirectory,
  type Environment,
} from "./data-directory.js";
export { defineCompetition } from "./define-competition.js";
export { editDistance } from "./edit-distance.js";
export {
  describeError,
  type ErrorDetails,
  type ErrorKind,
  type FileLocation,
  GraderError,
  InvalidSubmissionError,
  isInvalidSubmission,
  isMlebenchError,
  MlebenchError,
  UsageError,
  UserError,
} from "./errors.js";
export type {
  Checksums,
  CompetitionFacts,
  ExtraRawFile,
  KnownIssue,
  MedalThresholds,
  ScoreType,
} from "./facts.js";
export { gitLfsHint, isGitLfsPointer, isGitLfsPointerText } from "./git-lfs.js";
export { mapConcurrently } from "./map-concurrently.js";
export { type Medal, medalThresholds, percentile, type Ranking, rankScore } from "./medals.js";
export { type MissingColumns, missingColumns } from "./missing-columns.js";
export { describeMissingSubmission, isPackedName } from "./missing-submission.js";
export { describeNames } from "./names.js";
export { didYouMean, nearMatches } from "./near-matches.js";
export { readChecksums, readDescription, readLeaderboard } from "./package-files.js";
export {
  type DataKind,
  dataMarkerFile,
  isPrepared,
  type PreparedState,
  preparedDataKind,
  readPreparedState,
} from "./prepared-state.js";
export { printable, printableJson, printableLine, quoteName, quoteNames, quotePath } from "./printable.js";
export {
  aggregateReports,
  type CompetitionReport,
  competitionReport,
  competitionsOnFailedData,
  type GradingReport,
  type Outcome,
  type ReportContext,
  stringifyReport,
  timestamp,
  type Verdict,
} from "./report.js";
export { roundLikeNumpy, roundLikePython, roundScore } from "./rounding.js";
export { shellWord } from "./shell-word.js";
export { shortPaths } from "./short-paths.js";
export { benchmarkIds, isSplit, readSplit, setNames, splitNames } from "./splits.js";
export type { AcceptedCell, SubmissionSchema, TargetSchema, TargetValue } from "./submission-schema.js";
export {
  type ComparedFile,
  formatVerification,
  isVerificationFile,
  readVerification,
  type Verification,
  type VerificationState,
  verificationPath,
} from "./verification-state.js";
