export {
  answerMark,
  checkHostileRun,
  type HostileAgent,
  type HostileNeed,
  type HostileOutcome,
  hostileAgents,
} from "./hostile/agents.js";
export { type HostileTar, hostileTars } from "./hostile/archives.js";
export { type HostileRequest, hostileRequests, sendHostileRequest } from "./hostile/requests.js";
export { inspectRunDirectory } from "./hostile/run-directory.js";
export { type HostileSubmission, hostileSubmissions } from "./hostile/submissions.js";
