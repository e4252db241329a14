export {
  isTemporaryName,
  removeTemporaryFiles,
  replaceFile,
  replaceFileSync,
  syncDirectory,
  temporaryName,
  writeFileAtomically,
} from "./atomic-file.js";
export { closeOnce } from "./close-once.js";
export { requireDataDirectory, requireWritableDirectory, requireWritableFile } from "./directory-checks.js";
export { directoryEntries, entriesBelow, hasEntries } from "./entries.js";
export { describeEntries, foldedName } from "./entry-names.js";
export { type DiskSpace, diskSpace } from "./free-space.js";
export {
  allowedCpus,
  availableCpus,
  availableMemory,
  cpuQuota,
} from "./machine-limits.js";
export { makeDirectory } from "./make-directory.js";
export { packageVersion, readPackageVersion } from "./package-version.js";
export { pauses } from "./pauses.js";
export {
  bootId,
  currentProcess,
  identifyProcess,
  type ProcessIdentity,
  pidNamespace,
  processStatus,
} from "./process-identity.js";
export { formatBytes, formatDuration, formatMemory, parseBytes, parseDuration } from "./quantities.js";
export { readFully } from "./read-fully.js";
export { type ReadLinesOptions, readLines } from "./read-lines.js";
export { findInRun, findRunDirectory } from "./run-directory.js";
export { settleCompiler } from "./settle-compiler.js";
export { type ExistingStats, existingStats } from "./stats.js";
export {
  cannotRead,
  cannotWrite,
  describeSystemError,
  isSystemError,
  readableError,
  type SystemErrorHints,
  systemError,
  withReadableErrors,
} from "./system-errors.js";
export { withTemporaryDirectory } from "./temporary-directory.js";
export {
  decodeText,
  detectEncoding,
  type Encoding,
  maxLineCharacters,
  readTextLines,
  type TextLine,
} from "./text-files.js";
