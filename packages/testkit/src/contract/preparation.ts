import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { fileDigests, preparedDigests } from "../prepared-digests.js";
import { labelledTestRows } from "../private-values.js";
import type { ContractTest } from "./contract-test.js";
import type { MiniatureCache } from "./miniature-cache.js";
import type { PackageUnderTest } from "./package-under-test.js";

const emptyFile = "d41d8cd98f00b204e9800998ecf8427e";

export function preparationTests(tested: PackageUnderTest, miniatures: MiniatureCache): ContractTest[] {
  const rawFiles = async (seed: number, size: number): Promise<Record<string, string>> => {
    const { miniature } = await tested.load();
    const out = join(miniatures.scratch(), "raw");
    mkdirSync(out);
    await miniature.write({ out, seed, size });
    return fileDigests(out);
  };
  const sizes = async (): Promise<{ defaultSize: number; minSize: number }> =>
    (await tested.load()).miniature;

  return [
    {
      name: "the miniature is the same for the same seed and size, and another for another seed",
      async check() {
        const { defaultSize } = await sizes();
        const first = await rawFiles(3, defaultSize);
        expect(Object.keys(first).length).toBeGreaterThan(0);
        expect(await rawFiles(3, defaultSize)).toEqual(first);
        expect(await rawFiles(4, defaultSize)).not.toEqual(first);
      },
    },
    {
      name: "the smallest miniature can be prepared",
      async check() {
        const { minSize } = await sizes();
        const { directory } = await miniatures.prepared({ seed: 3, size: minSize });
        const files = Object.keys(await fileDigests(directory));
        for (const file of [
          tested.facts.answers,
          tested.facts.sampleSubmission,
          tested.facts.goldSubmission,
        ]) {
          expect(files).toContain(file);
        }
      },
    },
    {
      name: "preparing is deterministic, however files are linked",
      async check() {
        const { defaultSize } = await sizes();
        const first = await miniatures.prepared({ seed: 3, size: defaultSize });
        const second = await miniatures.prepared({ seed: 3, size: defaultSize, link: "copy" });
        for (const side of ["public", "private"]) {
          const digests = await preparedDigests(join(first.directory, side));
          expect(await preparedDigests(join(second.directory, side))).toEqual(digests);
        }
      },
    },
    {
      name: "preparing leaves raw files alone and writes only to public and private",
      async check() {
        const { defaultSize } = await sizes();
        const { directory, rawBefore } = await miniatures.prepared({ seed: 3, size: defaultSize });
        expect(await fileDigests(join(directory, "raw"))).toMatchObject(rawBefore);
        expect(readdirSync(directory).sort()).toEqual(["private", "public", "raw"]);
      },
    },
    {
      name: "public files give no answers away",
      async check() {
        const { defaultSize } = await sizes();
        const { directory } = await miniatures.prepared({ seed: 3, size: defaultSize });
        const digests = await fileDigests(directory);
        const secrets = [...new Set([tested.facts.answers, tested.facts.goldSubmission])];
        for (const [path, digest] of Object.entries(digests)) {
          if (!path.startsWith("public/") || digest === emptyFile) continue;
          expect(
            secrets.filter((secret) => digests[secret] === digest),
            `${path} is a copy of`,
          ).toEqual([]);
        }
        expect(labelledTestRows(await tested.load(), directory), "test rows with their answers").toEqual([]);
      },
    },
  ];
}
