export { analyzeRun, type RunSources, type StaticAnalysis } from "./analyze-run.js";
export { type Category, categories, type Finding, isFlag, type Severity } from "./findings.js";
export type { NetworkPolicy } from "./run-facts.js";
