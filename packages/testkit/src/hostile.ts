export {
  answerMark,
  type HostileAgent,
  type HostileNeed,
  type HostileOutcome,
  hostileAgents,
  judgeHostileRun,
} from "./hostile/agents.js";
export { type HostileRequest, hostileRequests, sendHostileRequest } from "./hostile/requests.js";
export { inspectRunDirectory } from "./hostile/run-directory.js";
