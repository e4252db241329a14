import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Competition, UserError } from "@mlebench/core";
import { formatCsvRows, parseCsvRows } from "./csv-rows.js";
import { mutateSubmission } from "./mutations.js";
import { randomSubmission, targetsByColumn } from "./random-submission.js";
import { createSeededRandom } from "./seeded-random.js";

/** A submission to try a grader on. */
export interface SubmissionVariant {
  /** What is special about it, such as "random-1" or "duplicate-id"; unique among the variants. */
  name: string;
  /** The complete file. Mostly UTF-8 CSV, but some variants are not even text. */
  bytes: Uint8Array;
}

const randomKinds = [
  { name: "random-1", closeness: 0, digits: 8 },
  { name: "random-2", closeness: 0.5, digits: 8 },
  { name: "random-3", closeness: 0.9, digits: 2 },
] as const;

/**
 * Submissions made from a competition's prepared sample submission, gold submission and schema: "sample" and "gold"
 * as they are; "random-1" to "random-3", valid by the schema and ever closer to gold; and "random-2" altered in every
 * way that makes sense for the schema, from harmless (row order, quotes, CRLF) to hopeless (binary data).
 * The same prepared files and seed give the same bytes on every machine.
 *
 * @param preparedDirectory holds `public/` and `private/`
 * @param seed a non-negative integer below 2^32
 * @throws UserError when the sample submission has none of the schema's target columns
 */
export async function submissionVariants(
  competition: Competition,
  preparedDirectory: string,
  seed: number,
): Promise<SubmissionVariant[]> {
  const { facts, submission: schema } = competition;
  const samplePath = join(preparedDirectory, facts.sampleSubmission);
  const sampleBytes = readFileSync(samplePath);
  const goldBytes = readFileSync(join(preparedDirectory, facts.goldSubmission));
  const sample = parseCsvRows(sampleBytes.toString("utf8"));
  const gold = parseCsvRows(goldBytes.toString("utf8"));
  if (targetsByColumn(sample.header, schema).every((target) => target === undefined)) {
    throw new UserError("The sample submission has no target column", {
      file: samplePath,
      expected: `one of ${schema.targets
        .flatMap((target) => target.names)
        .slice(0, 10)
        .join(", ")}`,
      hint: "Correct `submission` in the competition's src/index.ts.",
    });
  }

  const randoms = randomKinds.map((kind, index) => ({
    name: kind.name,
    csv: randomSubmission(sample, gold, schema, kind, createSeededRandom(seed, index)),
  }));
  const damaged = mutateSubmission(randoms[1].csv, schema, (purpose) =>
    createSeededRandom(seed, 1000 + purpose),
  );
  return [
    { name: "sample", bytes: sampleBytes },
    { name: "gold", bytes: goldBytes },
    ...randoms.map(({ name, csv }) => ({ name, bytes: new TextEncoder().encode(formatCsvRows(csv)) })),
    ...damaged,
  ];
}
