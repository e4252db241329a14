export {
  agentAccess,
  assertRunning,
  boundedOutput,
  type ExecBytes,
  type ExecuteBytes,
} from "./backend/agent-access.js";
export {
  type AfterRuns,
  type Backend,
  type CleanFilter,
  type CommandEvent,
  type CommandLimits,
  type CommandListOptions,
  type GroupPlace,
  type MachineCommand,
  type MachineCommands,
  type OutputDirectory,
  outputDirectories,
  type RunHandle,
  type RunHandleState,
  type RunPlan,
  type RunSpecification,
  type RunUsage,
  type RunValidation,
  type UnattendedCommand,
} from "./backend/backend.js";
export {
  type BackendContext,
  type BackendDefinition,
  type BackendPlugin,
  type DefinedBackend,
  defineBackend,
  validationLimits,
} from "./backend/define-backend.js";
export { findBackend, openPlugin } from "./backend/find-backend.js";
export type { BundledPlugin, FindPluginOptions } from "./backend/find-plugin.js";
export type {
  BackendImages,
  BuildFile,
  BuildImageOptions,
  BuildProgress,
  ImageAge,
  ImageDigest,
} from "./backend/images.js";
export type { BackendManifests, Manifests, RunTemplate } from "./backend/manifests.js";
export {
  type AgentExit,
  defaultMaxFileBytes,
  defaultMaxOutputBytes,
  type ExecOptions,
  type ExecResult,
  exitOfShell,
  type ReadFileOptions,
  type RunningAgent,
} from "./backend/running-agent.js";
export { parseValidations } from "./backend/validations.js";
export { collectDirectory, collectMember } from "./collect/collect-output.js";
export {
  type Collected,
  type CollectLimits,
  defaultCollectLimits,
  type SkippedKind,
} from "./collect/collected.js";
export { inspectSubmission, type SubmissionState } from "./collect/inspect-submission.js";
export { type KeptSubmission, listKeptSubmissions } from "./collect/keep-submissions.js";
export { tarDirectory } from "./collect/tar-directory.js";
export { isFullDisk } from "./full-disk.js";
export { cleanRuns } from "./group/clean-runs.js";
export { type DescribedRuns, type DescribingBackend, describeRuns } from "./group/describe-runs.js";
export { type GroupPlan, type RecordedPlan, recordPlan, withoutSecrets } from "./group/group-plan.js";
export type { FailedAttempt, GroupState, RunRecord, ValidationCounts } from "./group/group-state.js";
export type {
  Conclusion,
  PrepareData,
  ResumeOptions,
  RunAgentsOptions,
  SessionOptions,
} from "./group/options.js";
export { type DryRun, dryRun } from "./group/plan-runs.js";
export {
  type CollectOptions,
  collectRunGroup,
  readRunGroup,
  resumeRunGroup,
  runAgents,
} from "./group/run-agents.js";
export { type AgentFunction, type RunGroup, type RunGroupOptions, runGroup } from "./group/run-group.js";
export type { RunGroupResult } from "./group/run-session.js";
export { hostedAgent } from "./hosted/agent-kinds.js";
export { findHostedAgent } from "./hosted/find-hosted-agent.js";
export {
  type AgentReport,
  type AgentResult,
  type AgentTask,
  defineAgent,
  type HostedAgent,
  type HostedAgentDefinition,
  type HostedAgentPlan,
  type TaskValidation,
} from "./hosted/hosted-agent.js";
export {
  type Allocation,
  type AllocationRequest,
  type Allocator,
  createAllocator,
} from "./machine/allocation.js";
export { parseContainerBytes } from "./machine/container-bytes.js";
export { execMarker, executeProcess, type ProcessCommand } from "./machine/execute-process.js";
export { followFile } from "./machine/follow-file.js";
export { hardwareText } from "./machine/hardware-text.js";
export { type Gpu, inspectMachine, type Machine } from "./machine/machine.js";
export { createProcessUsage } from "./machine/process-usage.js";
export {
  answersSignals,
  hasVariable,
  killAll,
  listProcesses,
  type ProcessInfo,
  readProcess,
  residentBytes,
  withDescendants,
} from "./machine/processes.js";
export { watchDisk } from "./machine/watch-disk.js";
export type { RunEvent, RunIdentity } from "./run/events.js";
export { lastLogLines } from "./run/last-log-lines.js";
export { openRunLog, type RunLog, type RunLogOptions } from "./run/run-log.js";
export { isActive, isFinal, type RunStatus, runStates, runTransitions } from "./run/run-states.js";
export type { RunSettingInputs, RunSettings } from "./settings/run-settings.js";
export { pause, waitAtMost } from "./time/pause.js";
export { type SharedPace, sharedPace } from "./time/shared-pace.js";
