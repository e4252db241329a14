export { type Cell, type Column, type Dtype, takeColumn } from "./columns/column.js";
export type { Assignable, TypedConstant } from "./columns/column-reference.js";
export { type Factorized, factorize, integers, range } from "./columns/integers.js";
export { CsvError } from "./csv/csv-error.js";
export { csvLines } from "./csv/csv-lines.js";
export type { CsvSourceOptions, CsvTextOptions, CsvWriteOptions, Quoting } from "./csv/csv-options.js";
export type { Categories } from "./csv/decode-column.js";
export { readCsv, readCsvBytes } from "./csv/read-csv.js";
export type { Separator } from "./csv/row-tokenizer.js";
export { type CsvFileWriter, formatCsv, openCsvWriter, writeCsv } from "./csv/write-csv.js";
export {
  type Aligned,
  type AlignOptions,
  type AlignStringsOptions,
  alignById,
  alignByRank,
  alignStrings,
  inFileOrder,
  mergeById,
} from "./grading/align.js";
export type { AnswersSchema } from "./grading/answers.js";
export { defineGrader, type Grader, type ScoreTables } from "./grading/define-grader.js";
export {
  type ColumnOptions,
  type ColumnsOptions,
  defineMetricGrader,
  type StringOptions,
  type ValueKind,
  type ValueRange,
} from "./grading/define-metric-grader.js";
export { requireAllIds, requireKnownIds, requireSameIds } from "./grading/ids.js";
export { rethrowAsInvalidSubmission } from "./grading/metric-errors.js";
export { readSubmission } from "./grading/read-submission.js";
export type { FloatFormat } from "./numbers/float-format.js";
export type { FloatParser } from "./numbers/float-parsers.js";
export { formatFloat } from "./numbers/format-float.js";
export {
  requireColumnCount,
  requireColumns,
  requireExactColumns,
  requireSameLength,
} from "./requirements/columns.js";
export { requireProbabilities, requireProbabilityRows } from "./requirements/probabilities.js";
export { requireRoundTrip } from "./requirements/round-trip.js";
export { requireDisjoint, requireUnique } from "./requirements/uniqueness.js";
export {
  requireAffixes,
  requireFinite,
  requireNoMissing,
  requireNumbers,
  requireNumbersInRange,
  requireOneOf,
  requireRange,
  requireStrings,
} from "./requirements/values.js";
export { concatColumns, concatTables } from "./rows/concat.js";
export { concatRows, firstOfGroups, type Group, groupRows, uniqueStrings } from "./rows/groups.js";
export { type JoinOptions, join } from "./rows/join.js";
export { melt } from "./rows/melt.js";
export { oneHot } from "./rows/one-hot.js";
export { argsortQuicksort, compareText } from "./rows/sort.js";
export { type Origin, Table, tableFromColumns, withOrigin } from "./table.js";
