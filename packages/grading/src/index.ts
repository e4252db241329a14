export { type CompetitionSource, canGradeSample, type GradeFileOptions, gradeFile } from "./grade-file.js";
export type { CompetitionRegistry } from "./grade-line.js";
export { type GradeOptions, gradeSubmission } from "./grade-submission.js";
export { type GradeManyOptions, gradeSubmissions } from "./grade-submissions.js";
export { maxSubmissionBytes, ranOutOfMemory } from "./limits.js";
export { saveGradingReport, saveReport } from "./save-report.js";
export { type SelfCheck, type SelfCheckResult, selfCheck } from "./self-check.js";
export {
  readSubmissionLines,
  type SubmissionLine,
  type SubmissionLineOptions,
} from "./submission-lines.js";
export { type Validation, validateSubmission } from "./validate-submission.js";
