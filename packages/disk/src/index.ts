export {
  isTemporaryName,
  removeTemporaryFiles,
  replaceFileSync,
  syncDirectory,
  temporaryName,
  writeFileAtomically,
} from "./atomic-file.js";
export { requireDataDirectory, requireWritableDirectory } from "./directory-checks.js";
export { describeEntries, foldedName } from "./entry-names.js";
export { makeDirectory } from "./make-directory.js";
export { packageVersion, readPackageVersion } from "./package-version.js";
export { currentProcess, type ProcessIdentity, processStatus } from "./process-identity.js";
export { formatBytes, formatDuration, formatMemory, parseBytes, parseDuration } from "./quantities.js";
export { settleCompiler } from "./settle-compiler.js";
export { type ExistingStats, existingStats } from "./stats.js";
export {
  describeSystemError,
  isSystemError,
  readableError,
  type SystemErrorHints,
  systemError,
  withReadableErrors,
} from "./system-errors.js";
export { withTemporaryDirectory } from "./temporary-directory.js";
