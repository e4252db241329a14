export { type AllocationRequest, type Allocator, type Allotment, createAllocator } from "./allocation.js";
export {
  type Backend,
  type CleanFilter,
  type OutputDirectory,
  outputDirectories,
  type RunEnd,
  type RunHandle,
  type RunLimits,
  type RunPlan,
  type RunSpecification,
  type RunUsage,
  type RunValidation,
} from "./backend.js";
export { cleanRuns } from "./clean-runs.js";
export {
  type Collected,
  type CollectLimits,
  collectDirectory,
  collectMember,
  defaultCollectLimits,
  type SkippedKind,
} from "./collect-output.js";
export { parseContainerBytes } from "./container-bytes.js";
export type { RunEvent, RunIdentity } from "./events.js";
export { inspectSubmission, type SubmissionState } from "./inspect-submission.js";
export { lastLogLines } from "./last-log-lines.js";
export { type Gpu, inspectMachine, type Machine, parseCpuList } from "./machine.js";
export type { ResumeOptions, RunAgentsOptions, SessionOptions } from "./options.js";
export { pause } from "./pause.js";
export { type DryRun, dryRun } from "./plan-runs.js";
export type { StartGradingServer, ValidationService } from "./process-backend/grading-service.js";
export { createProcessBackend, type ProcessBackendOptions } from "./process-backend/process-backend.js";
export { tarDirectory } from "./process-backend/tar-directory.js";
export { type RunGroupResult, readRunGroup, resumeRunGroup, runAgents } from "./run-agents.js";
export { openRunLog, type RunLog, type RunLogOptions } from "./run-log.js";
export type { GroupPlan, GroupState, RunRecord, RunStatus, ValidationCounts } from "./run-state.js";
