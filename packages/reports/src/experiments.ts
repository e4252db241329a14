export {
  type CompetitionContext,
  competitionContext,
  contextFromReport,
  normalizedScore,
  percentileOf,
} from "./experiment/competition-context.js";
export { gpuText } from "./experiment/hardware.js";
export { type ReadExperimentsOptions, readExperiments } from "./experiment/read-experiments.js";
export { readAudits } from "./report/audit-findings.js";
export { summarizeBoard } from "./report/board.js";
export { type BuildReportOptions, buildReport } from "./report/build-report.js";
export { type CompareOptions, compareAgents } from "./report/compare-agents.js";
export { agentManifest, canonicalSetup } from "./report/manifest.js";
export {
  leaderboardData,
  leaderboardRow,
  placeOf,
  publishedLeaderboard,
} from "./report/published-leaderboard.js";
export { type SummarizeOptions, summarizeAgent } from "./report/summarize-agent.js";
export {
  type Bootstrap,
  type BootstrapOptions,
  bootstrapMean,
  createBootstrap,
  type Interval,
} from "./statistics/bootstrap.js";
export { passAtK } from "./statistics/pass-at-k.js";
export { signTest } from "./statistics/sign-test.js";
