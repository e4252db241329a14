export { importers, summaries } from "./index.generated.js";
export type { CompetitionSummary } from "./summary.js";
