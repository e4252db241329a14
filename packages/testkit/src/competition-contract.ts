import { afterAll, describe, test } from "vitest";
import { factsClauses } from "./contract/facts.js";
import { gradingClauses } from "./contract/grading.js";
import { preparationClauses } from "./contract/preparation.js";
import { reasonClauses } from "./contract/reasons.js";
import { subjectOf } from "./contract/subject.js";
import { wordsClauses } from "./contract/words.js";
import { openWorkshop } from "./contract/workshop.js";

/** A clause of the contract that a competition cannot keep. */
export interface SkippedClause {
  /** The test's name, or its start. */
  test: string;
  /** Why; it becomes a part of the skipped test's name. */
  reason: string;
}

export interface ContractOptions {
  skip?: readonly SkippedClause[];
  /** Columns of the answers where a blank cell is an answer. Blank cells in other target columns are damage. */
  blankAnswers?: readonly string[];
}

const patience = 300_000;

/**
 * Registers the vitest tests that every competition passes, for the package that the calling test file is in the
 * `test/` folder of: facts, words, miniature, preparation and grading, and agreement with `golden.json` where the
 * package has one.
 *
 * @param testUrl the test file's `import.meta.url`
 * @throws Error when the folder holds no competition package, or a skipped clause does not exist
 */
export function competitionContract(testUrl: string, options: ContractOptions = {}): void {
  const subject = subjectOf(testUrl);
  const workshop = openWorkshop(subject.load);
  const clauses = [
    ...factsClauses(subject),
    ...wordsClauses(subject),
    ...preparationClauses(subject, workshop),
    ...gradingClauses(subject, workshop),
    ...reasonClauses(subject, workshop, options.blankAnswers ?? []),
  ];
  const skips = options.skip ?? [];
  const unknown = skips.find((skip) => !clauses.some(({ name }) => name.startsWith(skip.test)));
  if (unknown !== undefined) throw new Error(`The contract has no test "${unknown.test}" to skip.`);

  describe(`${subject.facts.id} keeps the contract`, () => {
    afterAll(() => workshop.close());
    for (const { name, check } of clauses) {
      const skip = skips.find((entry) => name.startsWith(entry.test));
      if (skip === undefined) test(name, { timeout: patience }, check);
      else test.skip(`${name} (${skip.reason})`, check);
    }
  });
}
