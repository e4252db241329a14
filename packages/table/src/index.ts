export type { AnswersSchema } from "./answers.js";
export { type Cell, type Column, type Dtype, takeColumn } from "./column.js";
export { CsvError } from "./csv-error.js";
export type { CsvSourceOptions, CsvTextOptions } from "./csv-source.js";
export type { FloatParser } from "./float-parsers.js";
export { blamePredictions, gradeTables, type TableGrade } from "./grade-tables.js";
export { type Factorized, factorize, integers, range } from "./integers.js";
export { formatFloat } from "./number-text.js";
export { readCsv, readCsvBytes } from "./read-csv.js";
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
} from "./requirements.js";
export type { Separator } from "./row-tokenizer.js";
export { argsortQuicksort, compareText } from "./sort.js";
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
} from "./submission.js";
export {
  type Assignable,
  type Origin,
  Table,
  type TypedConstant,
  tableFromColumns,
  withOrigin,
} from "./table.js";
export {
  concatColumns,
  concatRows,
  concatTables,
  type Group,
  groupRows,
  melt,
  oneHot,
  uniqueStrings,
} from "./transform.js";
export { type CsvWriteOptions, formatCsv, type Quoting, writeCsv } from "./write-csv.js";
