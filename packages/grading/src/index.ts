export type { CompetitionRegistry } from "./grade-line.js";
export { type GradeOptions, gradeSubmission } from "./grade-submission.js";
export { type GradeManyOptions, gradeSubmissions } from "./grade-submissions.js";
export { type CompetitionSource, canJudgeOrdinary, type JudgeOptions, judge } from "./judge.js";
export { largestSubmissionBytes, ranOutOfMemory } from "./limits.js";
export { saveGradingReport } from "./save-report.js";
export { type SelfCheck, type SelfCheckResult, selfCheck } from "./self-check.js";
export { readSubmissionLines, type SubmissionLine } from "./submission-lines.js";
export { type Validation, validateSubmission } from "./validate-submission.js";
