import { type DiscoveryOptions, type ProjectPackage, projectPackages } from "@mlebench/core/plugins";
import { summaries } from "./summaries.generated.js";

/** The competition packages of the current project. IDs of the benchmark always mean its own competitions. */
export function competitionPackages(options: DiscoveryOptions = {}): ProjectPackage[] {
  return projectPackages({
    ...options,
    kind: "competition",
    builtIn: (id) => summaries.find((summary) => summary.id === id)?.package,
  });
}
