export { type CsvSummary, diffFirstCell } from "./golden/csv-summary.js";
export { contentDigests, fileDigests, listFiles, md5 } from "./golden/file-digests.js";
export {
  diffFiles,
  folderDigest,
  type RecordedCsv,
  type RecordedEntry,
  type RecordedFile,
  type RecordedFiles,
  type RecordedFolder,
  recordFiles,
  recordPrepared,
} from "./golden/recorded-files.js";
export {
  formatGolden,
  type Golden,
  type RecordedMiniature,
  type RecordedSubmission,
  readGolden,
} from "./golden/recording.js";
export {
  type ActualVerdict,
  describeVerdict,
  diffVerdict,
  parseRecordedScore,
  type RecordedScore,
  type RecordedVerdict,
  recordScore,
  sameScore,
  tryGrade,
} from "./golden/verdicts.js";
