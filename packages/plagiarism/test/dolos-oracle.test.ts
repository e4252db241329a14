import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FingerprintIndex } from "@dodona/dolos-core";
import { beforeAll, describe, expect, test } from "vitest";
import { type ComparedPair, compareFiles } from "../src/compare-files.js";
import { lineRanges } from "../src/line-ranges.js";
import { type LoadedFiles, loadFiles } from "../src/load-files.js";

interface Recorded {
  files: { name: string; tokens: number; tokensMd5: string; mappingMd5: string }[];
  pairs: {
    left: string;
    right: string;
    similarity: number;
    overlap: number;
    longest: number;
    leftCovered: number;
    rightCovered: number;
    leftTotal: number;
    rightTotal: number;
    fragments: number;
  }[];
}

const fixtures = fileURLToPath(new URL("fixtures", import.meta.url));
/** Another folder of Python files with what `fixtures/record_dolos.mjs` recorded of it, for a wider check by hand. */
const folder = process.env.MLEBENCH_DOLOS_FOLDER ?? join(fixtures, "python");
const recording = process.env.MLEBENCH_DOLOS_RECORDING ?? join(fixtures, "dolos.json");
const recorded = JSON.parse(readFileSync(recording, "utf8")) as Recorded;
const md5 = (value: unknown): string => createHash("md5").update(JSON.stringify(value)).digest("hex");
const settings = { kgramLength: 23, kgramsInWindow: 17, boilerplateShare: 1 };

describe("numbers recorded with dolos-lib 3.5.1", () => {
  let loaded: LoadedFiles;
  let compared: ComparedPair[];
  const index = new FingerprintIndex(settings.kgramLength, settings.kgramsInWindow);

  beforeAll(async () => {
    const names = readdirSync(folder)
      .filter((name) => name.endsWith(".py"))
      .sort();
    loaded = await loadFiles(names.map((name) => join(folder, name)));
    const copies = await loadFiles(
      names.map((name) => join(folder, name)),
      { firstId: names.length },
    );
    compared = compareFiles(copies.files, loaded.files, [], settings);
    index.addFiles([...loaded.files, ...copies.files]);
  });

  test("tokens and their positions are equal", () => {
    expect(loaded.problems).toEqual([]);
    const found = loaded.files.map(({ path, tokens, mapping }) => ({
      name: basename(path),
      tokens: tokens.length,
      tokensMd5: md5(tokens),
      mappingMd5: md5(mapping),
    }));
    expect(found).toEqual(recorded.files);
  });

  test("similarities are equal to 1e-12, and counts of fingerprints exactly", () => {
    expect(recorded.pairs.length).toBe((loaded.files.length * (loaded.files.length - 1)) / 2);
    const byNames = new Map(
      compared.map((one) => [`${basename(one.notebook.path)} ${basename(one.agent.path)}`, one]),
    );
    for (const expected of recorded.pairs) {
      const { left, right, similarity, ...counts } = expected;
      const found = byNames.get(`${left} ${right}`);
      if (found === undefined) throw new Error(`${left} and ${right} were not compared`);
      expect(Math.abs(found.similarity - similarity), `${left} ${right}`).toBeLessThan(1e-12);
      expect({
        overlap: found.overlap,
        longest: found.longest,
        leftCovered: found.notebookCovered,
        rightCovered: found.agentCovered,
        leftTotal: found.notebookTotal,
        rightTotal: found.agentTotal,
        fragments: lineRanges(index.getPair(found.notebook, found.agent), 1e9)?.length,
      }).toEqual(counts);
      // Without boilerplate, nothing is filtered: the own count must give Dolos's number.
      expect(Math.abs(found.filteredSimilarity - similarity)).toBeLessThan(1e-12);
    }
  });
});
