import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { contentDigests, fileDigests } from "../golden.js";
import { labelledTestRows } from "../private-values.js";
import type { ContractTest } from "./contract-test.js";
import type { MiniatureCache, MiniatureChoice } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

const emptyFile = "d41d8cd98f00b204e9800998ecf8427e";

export function preparationTests(tested: PackageUnderTest, miniatures: MiniatureCache): ContractTest[] {
  const { facts, golden } = tested;
  // Recorded miniatures where there are some: other tests prepare them too, and compare every file with the reference's.
  const recorded = (golden?.miniatures ?? []).toSorted((a, b) => a.size - b.size);
  const sized = async ({ seed, size }: Partial<MiniatureChoice> = {}): Promise<MiniatureChoice> => ({
    seed: seed ?? 3,
    size: size ?? (await tested.load()).miniature.defaultSize,
  });
  const usual = (): Promise<MiniatureChoice> => sized(golden?.miniatures[0]);
  const small = (): Promise<MiniatureChoice> => sized(recorded[0]);

  return [
    {
      name: "the miniature is the same for the same seed and size, and differs for another seed",
      async check() {
        const choice = await small();
        const first = await fileDigests(await miniatures.raw(choice));
        expect(Object.keys(first).length).toBeGreaterThan(0);
        const again = join(miniatures.scratch(), "raw");
        mkdirSync(again);
        await (await tested.load()).miniature.write({ out: again, ...choice });
        expect(await fileDigests(again)).toEqual(first);
        expect(await fileDigests(await miniatures.raw({ ...choice, seed: choice.seed + 1 }))).not.toEqual(
          first,
        );
      },
    },
    {
      name: "the smallest miniature can be prepared",
      async check() {
        const { minSize } = (await tested.load()).miniature;
        const directory = await miniatures.prepared({ seed: 0, size: minSize });
        const files = Object.keys(await fileDigests(directory));
        for (const file of [facts.answers, facts.sampleSubmission, facts.goldSubmission]) {
          expect(files).toContain(file);
        }
      },
    },
    {
      name: "preparing is deterministic, however files are linked",
      async check() {
        const choice = await small();
        const first = await miniatures.prepared(choice);
        const second = await miniatures.prepared({ ...choice, link: "copy" });
        for (const side of ["public", "private"]) {
          const digests = await contentDigests(join(first, side));
          expect(await contentDigests(join(second, side))).toEqual(digests);
        }
      },
    },
    {
      name: "preparing keeps raw files and writes only to public and private",
      async check() {
        const choice = await usual();
        const directory = await miniatures.prepared(choice);
        const before = await fileDigests(await miniatures.raw(choice));
        expect(await fileDigests(join(directory, "raw"))).toMatchObject(before);
        expect(readdirSync(directory).sort()).toEqual(["private", "public", "raw"]);
      },
    },
    {
      name: "public files contain no answers",
      async check() {
        const directory = await miniatures.prepared(await usual());
        const digests = await fileDigests(directory);
        const answerFiles = [...new Set([facts.answers, facts.goldSubmission])];
        for (const [path, digest] of Object.entries(digests)) {
          if (!path.startsWith("public/") || digest === emptyFile) continue;
          expect(
            answerFiles.filter((file) => digests[file] === digest),
            `${path} is a copy of`,
          ).toEqual([]);
        }
        expect(labelledTestRows(await tested.load(), directory), "test rows with their answers").toEqual([]);
      },
    },
  ];
}
