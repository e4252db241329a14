export { type DiskNeed, diskNeed, type StartingPoint, startingPoint } from "./prepare/disk-plan.js";
export { dataKind } from "./prepare/marker.js";
export { writeMiniatureRaw } from "./prepare/miniature-raw.js";
export type {
  Download,
  DownloadFile,
  FileCheck,
  MiniatureRawOptions,
  PrepareDatasetOptions,
  PrepareDatasetResult,
  PrepareMiniatureOptions,
} from "./prepare/options.js";
export { prepareDataset } from "./prepare/prepare-dataset.js";
export { prepareMiniature } from "./prepare/prepare-miniature.js";
export { isPrepared } from "./prepare/prepared-state.js";
export { extraFilesToDownload, missingExtraFile } from "./raw/extra-files.js";
export { type DescriptionOptions, readDescriptionFor } from "./reference/descriptions.js";
export {
  type ImportOutcome,
  type ImportReferenceOptions,
  type ImportReferenceResult,
  importReference,
} from "./reference/import-reference.js";
export {
  downloadedLeaderboard,
  inspectLeaderboard,
  type LeaderboardChoice,
  type LeaderboardRow,
  readLeaderboardFor,
  writeLeaderboard,
} from "./reference/leaderboards.js";
export { importedFile } from "./reference/reference-files.js";
export {
  type ArchiveState,
  type DatasetState,
  isFinished,
  type PreparedState,
  type RawState,
  readDatasetState,
} from "./state/dataset-state.js";
export {
  type DatasetStateName,
  datasetParts,
  datasetTransitions,
  type Transition,
  type TransitionEvent,
  type TransitionName,
} from "./state/states.js";
export {
  failedChecks,
  isFailure,
  preparedContents,
  type VerifiedFile,
  verifyPrepared,
} from "./verify/verify.js";
export {
  type VerifyDatasetOptions,
  type VerifyDatasetResult,
  verifyDataset,
} from "./verify/verify-dataset.js";
export { writeFileDurably } from "./work-directories.js";
