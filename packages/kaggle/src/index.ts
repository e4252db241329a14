export { competitionSize } from "./competition-size.js";
export { checkCompetition, checkCredentials, listCompetitionFiles } from "./competitions.js";
export { connectToKaggle } from "./connection.js";
export {
  describeMissingCredentials,
  type FindCredentialsOptions,
  findKaggleCredentials,
} from "./credentials.js";
export { downloadCompetition } from "./download.js";
export { checkFile, downloadFile, type PublicFile } from "./download-file.js";
export { isKaggleError, KaggleError, type KaggleErrorReason } from "./kaggle-error.js";
export { fetchKernel, type KernelListOptions, listKernels } from "./kernels.js";
export { fetchLeaderboard } from "./leaderboard.js";
export { notebookToScript } from "./notebook-script.js";
export type { RetryPolicy } from "./retry.js";
export type {
  CompetitionAccess,
  CompetitionFile,
  CompetitionSize,
  ConnectOptions,
  DownloadedFile,
  DownloadOptions,
  KaggleClient,
  KaggleCredentials,
  Kernel,
  KernelReference,
  LeaderboardEntry,
  Timeouts,
  TransportOptions,
} from "./types.js";
