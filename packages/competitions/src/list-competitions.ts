import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompetitionFacts } from "@mlebench/core";
import type { DiscoveryOptions } from "./discovery-options.js";
import { summaries } from "./index.generated.js";
import { isRecord } from "./package-manifest.js";
import { type ProjectPackage, projectPackages } from "./project-packages.js";
import type { CompetitionSummary } from "./summary.js";

function readSummary({ id, name, directory }: ProjectPackage): CompetitionSummary {
  const facts: unknown = JSON.parse(readFileSync(join(directory, "facts/competition.json"), "utf8"));
  if (!isRecord(facts)) throw new Error("facts/competition.json is not an object");
  if (facts.id !== id)
    throw new Error(`facts/competition.json is about ${JSON.stringify(facts.id)}, not "${id}"`);
  const known = facts as Partial<CompetitionFacts>;
  return {
    id,
    package: name,
    name: typeof known.name === "string" ? known.name : id,
    metric: typeof known.metric === "string" ? known.metric : "unknown",
    lowerIsBetter: known.lowerIsBetter === true,
    splits: Array.isArray(known.splits) ? known.splits : [],
    category: known.category ?? null,
    sizeGB: known.sizeGB ?? null,
    knownIssues: Array.isArray(known.knownIssues) ? known.knownIssues : [],
  };
}

/**
 * Every competition that {@link findCompetition} finds by id, in order of id: the benchmark's, and those that
 * the current project depends on (which stand in for the benchmark's where ids are equal). Imports none;
 * a package whose facts cannot be read is left out with one warning.
 */
export function listCompetitions(options: DiscoveryOptions = {}): CompetitionSummary[] {
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  for (const candidate of projectPackages(options)) {
    try {
      byId.set(candidate.id, readSummary(candidate));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      options.onWarning?.(`Skipped the package ${candidate.name}: ${why} (${candidate.directory}).`);
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
