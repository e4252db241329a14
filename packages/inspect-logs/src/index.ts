export { type FollowOptions, followRunGroup, type RunGroupFollower } from "./follow-run-group.js";
export type {
  InspectEval,
  InspectEvent,
  InspectHeader,
  InspectLog,
  InspectMessage,
  InspectReductions,
  InspectResults,
  InspectSample,
  InspectScore,
  InspectSummary,
  InspectUsage,
  LogStatus,
} from "./format.js";
export {
  createGroupLogWriter,
  type GroupLogWriter,
  type WriteGroupLogOptions,
  writeGroupLog,
} from "./group-log.js";
export { inspectLog } from "./inspect-log.js";
export { begunRuns, type LoggedRun } from "./logged-run.js";
export { readRun } from "./read-runs.js";
export { trajectory } from "./trajectory.js";
export type { AtifStep, AtifTrajectory } from "./trajectory-format.js";
export { type LogFormat, logFormats } from "./write-log.js";
export { writeTrajectories } from "./write-trajectories.js";
