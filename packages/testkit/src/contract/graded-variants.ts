import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ActualVerdict, tryGrade } from "../golden.js";
import { type SubmissionVariant, submissionVariants } from "../submission-variants.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

/** A submission variant and what the competition's grader says of it. */
export interface GradedVariant extends SubmissionVariant {
  verdict: ActualVerdict;
}

/** Grades all variants of a miniature, each miniature once. */
export type GradeVariants = (seed: number, size: number) => Promise<readonly GradedVariant[]>;

export function createVariantGrader(tested: PackageUnderTest, miniatures: MiniatureCache): GradeVariants {
  const graded = new Map<string, Promise<GradedVariant[]>>();
  const grade = async (seed: number, size: number): Promise<GradedVariant[]> => {
    const competition = await tested.load();
    const directory = await miniatures.prepared({ seed, size });
    const scratch = miniatures.scratch();
    const answers = join(directory, competition.facts.answers);
    const variants: GradedVariant[] = [];
    for (const variant of await submissionVariants(competition, directory, seed)) {
      const submission = join(scratch, `${variant.name}.csv`);
      writeFileSync(submission, variant.bytes);
      variants.push({ ...variant, verdict: await tryGrade(competition, { submission, answers }) });
    }
    return variants;
  };
  return (seed, size) => {
    const key = `${seed} ${size}`;
    const known = graded.get(key) ?? grade(seed, size);
    graded.set(key, known);
    return known;
  };
}
