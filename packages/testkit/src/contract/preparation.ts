import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { fileDigests, preparedDigests } from "../prepared-digests.js";
import { labelledTestRows } from "../private-values.js";
import type { Clause } from "./clause.js";
import type { Subject } from "./subject.js";
import type { Workshop } from "./workshop.js";

const emptyFile = "d41d8cd98f00b204e9800998ecf8427e";

export function preparationClauses(subject: Subject, workshop: Workshop): Clause[] {
  const rawFiles = async (seed: number, size: number): Promise<Record<string, string>> => {
    const { miniature } = await subject.load();
    const out = join(workshop.scratch(), "raw");
    mkdirSync(out);
    await miniature.write({ out, seed, size });
    return fileDigests(out);
  };
  const sizes = async (): Promise<{ defaultSize: number; minSize: number }> =>
    (await subject.load()).miniature;

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
        const { directory } = await workshop.prepared({ seed: 3, size: minSize });
        const files = Object.keys(await fileDigests(directory));
        for (const file of [
          subject.facts.answers,
          subject.facts.sampleSubmission,
          subject.facts.goldSubmission,
        ]) {
          expect(files).toContain(file);
        }
      },
    },
    {
      name: "preparing is deterministic, however files are linked",
      async check() {
        const { defaultSize } = await sizes();
        const first = await workshop.prepared({ seed: 3, size: defaultSize });
        const second = await workshop.prepared({ seed: 3, size: defaultSize, link: "copy" });
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
        const { directory, rawBefore } = await workshop.prepared({ seed: 3, size: defaultSize });
        expect(await fileDigests(join(directory, "raw"))).toMatchObject(rawBefore);
        expect(readdirSync(directory).sort()).toEqual(["private", "public", "raw"]);
      },
    },
    {
      name: "public files give no answers away",
      async check() {
        const { defaultSize } = await sizes();
        const { directory } = await workshop.prepared({ seed: 3, size: defaultSize });
        const digests = await fileDigests(directory);
        const secrets = [...new Set([subject.facts.answers, subject.facts.goldSubmission])];
        for (const [path, digest] of Object.entries(digests)) {
          if (!path.startsWith("public/") || digest === emptyFile) continue;
          expect(
            secrets.filter((secret) => digests[secret] === digest),
            `${path} is a copy of`,
          ).toEqual([]);
        }
        expect(labelledTestRows(await subject.load(), directory), "test rows with their answers").toEqual([]);
      },
    },
  ];
}
