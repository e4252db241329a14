export type { DiscoveryOptions } from "@mlebench/core/plugins";
export { findCompetition } from "./find-competition.js";
export { listCompetitions } from "./list-competitions.js";
export { resolveIds } from "./resolve-ids.js";
export { summaries } from "./summaries.generated.js";
export type { CompetitionSummary } from "./summary.js";
