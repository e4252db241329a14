import { join } from "node:path";
import { expect } from "vitest";
import { type ActualVerdict, describeVerdict, parseRecordedScore, tryGrade } from "../golden.js";
import { leakFinder } from "../private-values.js";
import type { ContractTest } from "./contract-test.js";
import type { GradedVariant, GradeVariants } from "./graded-variants.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";
import { failWith } from "./report.js";

const sentence = ({ name, verdict }: GradedVariant): string => `${name} ${describeVerdict(verdict)}`;

/** Whether the reference gives the sample or gold submission of every recorded miniature a score. */
function isScored({ golden }: PackageUnderTest, name: "sample" | "gold"): boolean {
  return (golden?.miniatures ?? []).every(({ submissions }) => {
    const recorded = submissions[name];
    return recorded === undefined || parseRecordedScore(recorded[1]) !== undefined;
  });
}

/**
 * Seeds that a miniature is tried with: few where all competitions are tested again and again; `pnpm check`, for whoever
 * writes one, asks for more.
 */
const seeds = Array.from(
  { length: seedCount(process.env.MLEBENCH_CONTRACT_SEEDS ?? "5") },
  (_, seed) => seed,
);
/** @throws Error unless there is at least one seed: a test without any could not fail */
function seedCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`MLEBENCH_CONTRACT_SEEDS is "${text}". Set it to an integer from 1 to 9999.`);
}

/** Rows above the smallest size, for seeds in turn: most faults of miniatures show in small ones. */
const extraRows = [0, 2, 5, 13, 34, 1, 3, 8, 21, 55];

/**
 * The sample and the gold submission of miniatures of different seeds and sizes.
 * @returns one sentence for each that does not fare as it should
 */
async function gradeOverSeeds(tested: PackageUnderTest, miniatures: MiniatureCache): Promise<string[]> {
  const competition = await tested.load();
  const { facts, miniature } = competition;
  const files = [
    { name: "sample", path: facts.sampleSubmission, scored: isScored(tested, "sample") },
    { name: "gold", path: facts.goldSubmission, scored: isScored(tested, "gold") },
  ];
  const wrong: string[] = [];
  for (const seed of seeds) {
    const rows = miniature.minSize + extraRows[seed % extraRows.length];
    const size = Math.max(miniature.minSize, Math.min(rows, miniature.defaultSize));
    const directory = await miniatures.prepared({ seed, size });
    for (const { name, path, scored } of files) {
      const verdict: ActualVerdict = await tryGrade(competition, {
        submission: join(directory, path),
        answers: join(directory, facts.answers),
      });
      if ("score" in verdict || (!scored && "invalid" in verdict)) continue;
      wrong.push(`seed ${seed}, size ${size}: the ${name} submission ${describeVerdict(verdict)}`);
    }
  }
  return wrong;
}

function seedsTest(tested: PackageUnderTest, miniatures: MiniatureCache): ContractTest {
  return {
    name: `sample and gold submissions can be graded for ${seeds.length} seeds of the miniature`,
    async check() {
      const wrong = await gradeOverSeeds(tested, miniatures);
      if (wrong.length === 0) return;
      failWith(
        `${tested.facts.id}: ${wrong.length} of ${2 * seeds.length} submissions of miniatures cannot be graded:`,
        wrong,
        "Change src/miniature.ts so that every seed and size can be graded, for example by writing every class first.",
      );
    },
  };
}

export function gradingTests(
  tested: PackageUnderTest,
  miniatures: MiniatureCache,
  gradeVariants: GradeVariants,
): ContractTest[] {
  const { facts, golden } = tested;
  const usual = async (): Promise<{ seed: number; size: number }> =>
    golden?.miniatures[0] ?? { seed: 3, size: (await tested.load()).miniature.defaultSize };
  const usualVariants = async (): Promise<readonly GradedVariant[]> => {
    const { seed, size } = await usual();
    return gradeVariants(seed, size);
  };
  const verdictOf = async (name: string): Promise<ActualVerdict | undefined> =>
    (await usualVariants()).find((variant) => variant.name === name)?.verdict;

  const sampleTest: ContractTest = isScored(tested, "sample")
    ? {
        name: "the sample submission is valid",
        async check() {
          const sample = await verdictOf("sample");
          expect(sample && "score" in sample, sample && describeVerdict(sample)).toBe(true);
        },
      }
    : {
        name: "the sample submission is invalid, as in the reference",
        async check() {
          const sample = await verdictOf("sample");
          expect(sample && "invalid" in sample, sample && describeVerdict(sample)).toBe(true);
        },
      };

  return [
    sampleTest,
    {
      name: "no submission scores better than gold",
      skip: isScored(tested, "gold") ? undefined : "the reference does not grade its own gold submission",
      async check() {
        const gold = await verdictOf("gold");
        if (gold === undefined || !("score" in gold)) {
          throw new Error(`The gold submission has no score: ${gold && describeVerdict(gold)}`);
        }
        const better = (await usualVariants()).filter(
          ({ verdict }) =>
            "score" in verdict &&
            (facts.lowerIsBetter ? verdict.score < gold.score - 1e-12 : verdict.score > gold.score + 1e-12),
        );
        expect(better.map(sentence), `gold scores ${gold.score}`).toEqual([]);
      },
    },
    seedsTest(tested, miniatures),
    {
      name: "a bad submission is invalid and never breaks the grader",
      async check() {
        const broken = (await usualVariants()).filter(({ verdict }) => "broken" in verdict);
        expect(broken.map(sentence)).toEqual([]);
      },
    },
    {
      name: "no message reveals a value of a private file",
      async check() {
        const { seed, size } = await usual();
        const directory = await miniatures.prepared({ seed, size });
        const finder = leakFinder(await tested.load(), directory);
        const leaks = (await gradeVariants(seed, size)).flatMap(({ name, bytes, verdict }) => {
          if (!("invalid" in verdict)) return [];
          const leak = finder.leakIn(verdict.invalid, Buffer.from(bytes).toString("utf8"), verdict.cause);
          return leak === undefined ? [] : [`${name}: "${verdict.invalid}" reveals "${leak}"`];
        });
        expect(leaks).toEqual([]);
      },
    },
  ];
}
