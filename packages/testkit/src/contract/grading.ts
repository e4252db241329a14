import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Competition } from "@mlebench/core";
import { expect } from "vitest";
import { type ActualVerdict, diffVerdict, md5, type RecordedMiniature, tryGrade } from "../golden.js";
import { preparedDigests } from "../prepared-digests.js";
import { leakFinder } from "../private-values.js";
import { type SubmissionVariant, submissionVariants } from "../submission-variants.js";
import type { ContractTest } from "./contract-test.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

interface GradedVariant extends SubmissionVariant {
  verdict: ActualVerdict;
}

/** Grades every variant of a prepared miniature. */
async function gradeVariants(
  competition: Competition,
  directory: string,
  seed: number,
  scratch: string,
): Promise<GradedVariant[]> {
  const graded: GradedVariant[] = [];
  for (const variant of await submissionVariants(competition, directory, seed)) {
    const submission = join(scratch, `${variant.name}.csv`);
    writeFileSync(submission, variant.bytes);
    const answers = join(directory, competition.facts.answers);
    graded.push({ ...variant, verdict: await tryGrade(competition, { submission, answers }) });
  }
  return graded;
}

function sentence({ name, verdict }: GradedVariant): string {
  if ("score" in verdict) return `${name} scores ${verdict.score}`;
  return "invalid" in verdict
    ? `${name} is invalid: ${verdict.invalid}`
    : `${name} breaks the grader: ${verdict.broken}`;
}

/** The reference's word on a variant, where it accepts neither sample nor gold for every competition. */
function recordedAsScored(miniature: RecordedMiniature | undefined, name: string): boolean {
  const recorded = miniature?.submissions.find((submission) => submission.name === name);
  return recorded === undefined || "score" in recorded;
}

export function gradingTests(tested: PackageUnderTest, miniatures: MiniatureCache): ContractTest[] {
  const { facts, golden } = tested;
  const graded = new Map<string, Promise<GradedVariant[]>>();
  const variantsOf = (seed: number, size: number): Promise<GradedVariant[]> => {
    const key = `${seed} ${size}`;
    const known = graded.get(key);
    if (known !== undefined) return known;
    const work = (async () => {
      const { directory } = await miniatures.prepared({ seed, size });
      return gradeVariants(await tested.load(), directory, seed, miniatures.scratch());
    })();
    graded.set(key, work);
    return work;
  };
  const recordedFirst = golden?.miniatures[0];
  const usual = async (): Promise<{ seed: number; size: number }> =>
    recordedFirst ?? { seed: 3, size: (await tested.load()).miniature.defaultSize };
  const usualVariants = async (): Promise<GradedVariant[]> => {
    const { seed, size } = await usual();
    return variantsOf(seed, size);
  };

  const always: ContractTest[] = [
    {
      name: "the sample submission is valid",
      async check() {
        if (!recordedAsScored(recordedFirst, "sample")) return;
        const sample = (await usualVariants()).find(({ name }) => name === "sample");
        expect(sample && "score" in sample.verdict, sample && sentence(sample)).toBe(true);
      },
    },
    {
      name: "no submission scores better than gold",
      async check() {
        if (!recordedAsScored(recordedFirst, "gold")) return;
        const variants = await usualVariants();
        const gold = variants.find(({ name }) => name === "gold")?.verdict;
        if (gold === undefined || !("score" in gold))
          throw new Error(`gold has no score: ${JSON.stringify(gold)}`);
        const better = variants.filter(
          ({ verdict }) =>
            "score" in verdict &&
            (facts.lowerIsBetter ? verdict.score < gold.score - 1e-12 : verdict.score > gold.score + 1e-12),
        );
        expect(better.map(sentence), `gold scores ${gold.score}`).toEqual([]);
      },
    },
    {
      name: "a bad submission is invalid and never breaks the grader",
      async check() {
        const broken = (await usualVariants()).filter(({ verdict }) => "broken" in verdict);
        expect(broken.map(sentence)).toEqual([]);
      },
    },
    {
      name: "no message tells a value of a private file",
      async check() {
        const { seed, size } = await usual();
        const { directory } = await miniatures.prepared({ seed, size });
        const finder = leakFinder(await tested.load(), directory);
        const leaks = (await variantsOf(seed, size)).flatMap(({ name, bytes, verdict }) => {
          if (!("invalid" in verdict)) return [];
          const leak = finder.leakIn(verdict.invalid, Buffer.from(bytes).toString("utf8"), verdict.cause);
          return leak === undefined ? [] : [`${name}: "${verdict.invalid}" tells "${leak}"`];
        });
        expect(leaks).toEqual([]);
      },
    },
  ];
  if (golden === undefined) {
    if (facts.splits.length === 0) return always;
    return [
      ...always,
      {
        name: "golden.json holds what the reference made of a miniature",
        check() {
          throw new Error(`golden.json is missing: run \`node tooling/golden/record.mjs ${facts.id}\``);
        },
      },
    ];
  }

  const recorded = golden.miniatures.flatMap((miniature): ContractTest[] => {
    const { seed, size, submissions, prepared, tables, archives } = miniature;
    const which = `seed ${seed}, size ${size}`;
    return [
      {
        name: `${which}: prepared files are the reference's`,
        async check() {
          const { directory } = await miniatures.prepared({ seed, size });
          const sides = await Promise.all(
            ["public", "private"].map(async (side) => ({
              side,
              digests: await preparedDigests(join(directory, side)),
            })),
          );
          const collect = (kind: "prepared" | "tables" | "archives"): Record<string, string> =>
            Object.fromEntries(
              sides.flatMap(({ side, digests }) =>
                Object.entries(digests[kind] ?? {}).map(([path, digest]) => [`${side}/${path}`, digest]),
              ),
            );
          expect(collect("prepared")).toEqual(prepared);
          expect(collect("tables")).toEqual(tables ?? {});
          expect(collect("archives")).toEqual(archives ?? {});
        },
      },
      {
        name: `${which}: every submission gets the reference's verdict`,
        async check() {
          const variants = await variantsOf(seed, size);
          expect(
            variants.map(({ name, bytes }) => `${name} ${md5(bytes)}`),
            `the submissions are not those that were recorded: run \`node tooling/golden/record.mjs ${facts.id}\``,
          ).toEqual(submissions.map(({ name, md5: sum }) => `${name} ${sum}`));
          const differences = variants.flatMap(({ name, verdict }, index) => {
            const difference = diffVerdict(verdict, submissions[index]);
            return difference === undefined ? [] : [`${name} ${difference}`];
          });
          expect(differences).toEqual([]);
        },
      },
    ];
  });
  return [...always, ...recorded];
}
