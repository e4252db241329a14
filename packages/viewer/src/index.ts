export { type Exported, exportPages } from "./export-pages.js";
export type { RunLine } from "./page-data.js";
export { submissionText, timeText, validationText } from "./pages/format.js";
export { describeRun, type FoundRun, findRun } from "./read/find-run.js";
export { type FollowLogOptions, followLog } from "./read/follow-log.js";
export { type Group, type GroupReader, openGroups, type RunRow, runDirectory } from "./read/groups.js";
export { startViewer, type Viewer, type ViewerOptions } from "./server/start-viewer.js";
