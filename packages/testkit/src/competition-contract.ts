import { afterAll, describe, test } from "vitest";
import { descriptionTests } from "./contract/descriptions.js";
import { factsTests } from "./contract/facts.js";
import { goldenTests } from "./contract/golden.js";
import { createVariantGrader } from "./contract/graded-variants.js";
import { gradingTests } from "./contract/grading.js";
import { createMiniatureCache } from "./contract/miniature-cache.js";
import { loadPackageUnderTest } from "./contract/package-under-test.js";
import { preparationTests } from "./contract/preparation.js";
import { reasonTests } from "./contract/reasons.js";

/** A test of the contract that a competition cannot keep. */
export interface SkippedTest {
  /** The test's name, or its start. */
  test: string;
  /** Why; it becomes a part of the skipped test's name. */
  reason: string;
}

export interface ContractOptions {
  skip?: readonly SkippedTest[];
  /** Columns of the answers where a blank cell is an answer. Blank cells in other target columns are damage. */
  blankAnswers?: readonly string[];
}

const testTimeoutMs = 300_000;

/**
 * Registers the vitest tests that every competition passes, for the package that the calling test file is in the
 * `test/` folder of: facts, words, miniature, preparation and grading, and agreement with `golden.json` where the
 * package has one.
 *
 * @param testUrl the test file's `import.meta.url`
 * @throws Error when the folder holds no competition package, or a skipped test does not exist
 */
export function competitionContract(testUrl: string, options: ContractOptions = {}): void {
  const tested = loadPackageUnderTest(testUrl);
  const miniatures = createMiniatureCache(tested.load);
  const gradeVariants = createVariantGrader(tested, miniatures);
  const tests = [
    ...factsTests(tested),
    ...descriptionTests(tested),
    ...preparationTests(tested, miniatures),
    ...gradingTests(tested, miniatures, gradeVariants),
    ...goldenTests(tested, miniatures, gradeVariants),
    ...reasonTests(tested, miniatures, gradeVariants, options.blankAnswers ?? []),
  ];
  const skips = options.skip ?? [];
  const unknown = skips.find((skip) => !tests.some(({ name }) => name.startsWith(skip.test)));
  if (unknown !== undefined) throw new Error(`The contract has no test "${unknown.test}" to skip.`);

  describe(`${tested.facts.id} keeps the contract`, () => {
    afterAll(() => miniatures.close());
    for (const { name, skip: reason, check } of tests) {
      const skipped = reason ?? skips.find((entry) => name.startsWith(entry.test))?.reason;
      if (skipped === undefined) test(name, { timeout: testTimeoutMs }, check);
      else test.skip(`${name} (skipped: ${skipped})`, check);
    }
  });
}
