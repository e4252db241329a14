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
 * @throws Error if the package is broken: it lists every missing fact at once, or names a raw file that cannot be fetched
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
  for (const { name, url } of facts.extraRawFiles ?? []) {
    const isFilename = /^[^./\\][^/\\]*$/.test(name);
    if (isFilename && URL.canParse(url)) continue;
    throw new Error(
      `facts/competition.json of "${facts.id}" has an invalid extra raw file: "${name}" from "${url}"`,
    );
  }
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
