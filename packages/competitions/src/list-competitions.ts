import type { CompetitionFacts, KnownIssue } from "@mlebench/core";
import {
  type DiscoveryOptions,
  isRecord,
  type ProjectPackage,
  readPackageJson,
} from "@mlebench/core/plugins";
import { competitionPackages } from "./competition-packages.js";
import { summaries } from "./summaries.generated.js";
import type { CompetitionSummary } from "./summary.js";

function readSummary({ id, name, directory }: ProjectPackage): CompetitionSummary {
  const facts = readPackageJson(directory, "facts/competition.json");
  if (facts.id !== id)
    throw new Error(`facts/competition.json is about ${JSON.stringify(facts.id)}, not "${id}"`);
  const known = facts as Partial<CompetitionFacts>;
  return {
    id,
    package: name,
    name: typeof known.name === "string" ? known.name : id,
    metric: typeof known.metric === "string" ? known.metric : "unknown",
    lowerIsBetter: known.lowerIsBetter === true,
    splits: records(known.splits, isText),
    category: isText(known.category) ? known.category : null,
    sizeGB: typeof known.sizeGB === "number" ? known.sizeGB : null,
    knownIssues: records(known.knownIssues, isKnownIssue),
  };
}

/** What a list of somebody else's holds of the kind that it should hold. */
function records<Kind>(list: unknown, isOfKind: (item: unknown) => item is Kind): Kind[] {
  return Array.isArray(list) ? list.filter(isOfKind) : [];
}

const isText = (value: unknown): value is string => typeof value === "string";

const isKnownIssue = (value: unknown): value is KnownIssue =>
  isRecord(value) && isText(value.summary) && isText(value.source);

/**
 * Every competition that {@link findCompetition} finds by id, in order of id: the benchmark's, and those that
 * the current project depends on. Imports none;
 * a package with unreadable facts is left out with one warning.
 */
export function listCompetitions(options: DiscoveryOptions = {}): CompetitionSummary[] {
  const byId = new Map(summaries.map((summary) => [summary.id, summary]));
  for (const candidate of competitionPackages(options)) {
    try {
      byId.set(candidate.id, readSummary(candidate));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      options.onWarning?.(`Skipped the package ${candidate.name}: ${why} (${candidate.directory}).`);
    }
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
