import {
  diffFiles,
  diffVerdict,
  md5,
  type RecordedMiniature,
  recordFiles,
  recordPrepared,
} from "../golden.js";
import type { ContractTest } from "./contract-test.js";
import type { GradeVariants } from "./graded-variants.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";
import { failWith } from "./report.js";

/** The tests that compare one miniature with its recording. */
function recordingTests(
  tested: PackageUnderTest,
  miniatures: MiniatureCache,
  gradeVariants: GradeVariants,
  { seed, size, raw, prepared, submissions }: RecordedMiniature,
): ContractTest[] {
  const { id } = tested.facts;
  const which = `seed ${seed}, size ${size}`;
  let rawDiff: Promise<string[]> | undefined;
  const diffRaw = (): Promise<string[]> => {
    rawDiff ??= miniatures
      .raw({ seed, size })
      .then(async (path) => diffFiles(await recordFiles(path, false), raw));
    return rawDiff;
  };
  /** Where the miniature changed, everything made of it differs, and a comparison would mislead. */
  const requireSameMiniature = async (): Promise<void> => {
    if ((await diffRaw()).length === 0) return;
    failWith(
      `${id}, ${which}: nothing to compare, because the miniature changed.`,
      [],
      "See the test above.",
    );
  };

  return [
    {
      name: `${which}: the miniature is the recorded one`,
      async check() {
        const differences = await diffRaw();
        if (differences.length === 0) return;
        failWith(
          `${id}, ${which}: the miniature changed in ${differences.length} files or folders:`,
          differences,
          `Undo the change of src/miniature.ts. If it is intended, record again: pnpm golden ${id}`,
        );
      },
    },
    {
      name: `${which}: prepared files are the reference's`,
      async check() {
        await requireSameMiniature();
        const directory = await miniatures.prepared({ seed, size });
        const differences = diffFiles(await recordPrepared(directory), prepared);
        if (differences.length === 0) return;
        failWith(
          `${id}, ${which}: src/prepare.ts differs from the reference in ${differences.length} files or folders:`,
          differences,
          "The miniature is the recorded one, so correct src/prepare.ts; recording again would not help. " +
            `For the first differing cell: pnpm golden ${id} --dry-run`,
        );
      },
    },
    {
      name: `${which}: every submission gets the reference's verdict`,
      async check() {
        await requireSameMiniature();
        const variants = await gradeVariants(seed, size);
        const now = variants.map(({ name, bytes }) => `${name} ${md5(bytes).slice(0, 8)}`);
        const recorded = Object.entries(submissions).map(([name, [digest]]) => `${name} ${digest}`);
        const changed = [
          ...now.filter((line) => !recorded.includes(line)),
          ...recorded.filter((line) => !now.includes(line)),
        ];
        if (changed.length > 0) {
          failWith(
            `${id}, ${which}: the submissions to grade are not the recorded ones:`,
            [...new Set(changed.map((line) => line.split(" ")[0]))],
            "They are made of the prepared sample and gold submissions and `submission` in src/index.ts. If those are " +
              `right, record again: pnpm golden ${id}`,
          );
        }
        const differences = variants.flatMap(({ name, verdict }) => {
          const difference = diffVerdict(verdict, submissions[name][1]);
          return difference === undefined ? [] : [`\`${name}\` ${difference}`];
        });
        if (differences.length === 0) return;
        failWith(
          `${id}, ${which}: src/grade.ts differs from the reference for ${differences.length} of ${variants.length} submissions:`,
          differences,
          "Correct src/grade.ts; packages/testkit/src/mutations.ts says what each submission is.",
        );
      },
    },
  ];
}

/** Agreement with `golden.json`, if there is one; every competition of the benchmark has one. */
export function goldenTests(
  tested: PackageUnderTest,
  miniatures: MiniatureCache,
  gradeVariants: GradeVariants,
): ContractTest[] {
  const { facts, golden } = tested;
  if (golden === undefined) {
    return [
      {
        name: "golden.json holds what the reference made of a miniature",
        skip: facts.splits.length === 0 ? "in none of the benchmark's splits" : undefined,
        check() {
          throw new Error(`${facts.id}: golden.json is missing. Record it: pnpm golden ${facts.id}`);
        },
      },
    ];
  }
  return golden.miniatures.flatMap((miniature) =>
    recordingTests(tested, miniatures, gradeVariants, miniature),
  );
}
