import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Competition, CompetitionDefinition } from "./competition.js";
import type { CompetitionFacts } from "./facts.js";

const requiredFacts = [
  "id",
  "name",
  "type",
  "awardsMedals",
  "metric",
  "lowerIsBetter",
  "scoreType",
  "answers",
  "sampleSubmission",
  "goldSubmission",
  "splits",
  "category",
  "sizeGB",
  "medals",
  "sampleSubmissionScore",
  "knownIssues",
] as const satisfies readonly (keyof CompetitionFacts)[];

/**
 * Makes a competition out of facts and lazily imported behavior.
 * @throws Error listing every missing fact at once: the package is broken, not its user
 */
export function defineCompetition(definition: CompetitionDefinition): Competition {
  const { submission, moduleUrl, miniature } = definition;
  const missing = requiredFacts.filter((name) => !(name in definition.facts));
  if (missing.length > 0) {
    throw new Error(
      `facts/competition.json of "${String(definition.facts.id)}" lacks: ${missing.join(", ")}`,
    );
  }
  const facts = definition.facts as CompetitionFacts;
  return Object.freeze({
    facts,
    submission,
    directory: dirname(dirname(fileURLToPath(moduleUrl))),
    prepare: async (directories, options) => (await definition.prepare()).prepare(directories, options),
    grade: async (files) => (await definition.grade()).grade(files, { facts, submission }),
    miniature: {
      defaultSize: miniature.defaultSize,
      minSize: miniature.minSize,
      write: async (options) => (await miniature.load()).writeMiniature(options),
    },
  } satisfies Competition);
}
