export {
  detectPlagiarism,
  isComplete,
  type PlagiarismOptions,
  requireNotebookDirectory,
} from "./detect-plagiarism.js";
export type {
  AgentPairReport,
  DetailedPair,
  PairReport,
  PlagiarismFlag,
  PlagiarismReport,
  PlagiarismVerdict,
  SharedLines,
  SubmissionReport,
} from "./report.js";
export type { AuditLine } from "./settings.js";
