export { type ContractOptions, competitionContract, type SkippedTest } from "./competition-contract.js";
export type {
  Golden,
  RecordedFiles,
  RecordedMiniature,
  RecordedScore,
  RecordedSubmission,
  RecordedVerdict,
} from "./golden.js";
export { readGolden } from "./golden.js";
export { type RealDataOptions, realDataTest } from "./real-data.js";
export { type SubmissionVariant, submissionVariants } from "./submission-variants.js";
export { createTestHarness, type GradeTexts, type TestHarness } from "./test-harness.js";
