export { type Cell, type Column, type Dtype, takeColumn } from "./columns/column.js";
export type { Assignable, TypedConstant } from "./columns/column-reference.js";
export { type Factorized, factorize, integers, range } from "./columns/integers.js";
export { CsvError } from "./csv/csv-error.js";
export type { CsvSourceOptions, CsvTextOptions, CsvWriteOptions, Quoting } from "./csv/csv-options.js";
export { readCsv, readCsvBytes } from "./csv/read-csv.js";
export type { Separator } from "./csv/row-tokenizer.js";
export { formatCsv, writeCsv } from "./csv/write-csv.js";
export {
  type Aligned,
  alignById,
  alignLabels,
  alignOneHot,
  alignScores,
  matchById,
  mergeById,
  readSubmission,
  requireColumns,
  requireExactColumns,
  requireNoMissing,
  requireNumbers,
  requireProbabilities,
  requireProbabilityRows,
  requireRange,
  requireSameIds,
  requireSameLength,
} from "./grading/align.js";
export type { AnswersSchema } from "./grading/answers.js";
export { defineGrader, type Grader, rethrowAsInvalidSubmission } from "./grading/define-grader.js";
export type { FloatParser } from "./numbers/float-parsers.js";
export { formatFloat } from "./numbers/format-float.js";
export {
  requireAffixes,
  requireColumnCount,
  requireDisjoint,
  requireFinite,
  requireOneOf,
  requirePresent,
  requireRoundTrip,
  requireStrings,
  requireUnique,
} from "./requirements/values.js";
export { argsortQuicksort, compareText } from "./rows/sort.js";
export {
  concatColumns,
  concatRows,
  concatTables,
  type Group,
  groupRows,
  melt,
  oneHot,
  uniqueStrings,
} from "./rows/transform.js";
export { type Origin, Table, tableFromColumns, withOrigin } from "./table.js";
