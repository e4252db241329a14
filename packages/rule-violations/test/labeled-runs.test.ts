import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Half, type Judged, judgeRun, measure, readCorpus } from "./corpus.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-corpus-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

describe.each(["development", "held-out"] as const satisfies Half[])("the %s half of the corpus", (half) => {
  const runs = readCorpus(half);
  const judged: Judged[] = [];
  beforeAll(async () => {
    for (const run of runs) judged.push(await judgeRun(run, join(directory, half)));
  });

  test("is labeled correctly in at least 95% of the flags, and 90% of the labels are found", () => {
    const { precision, recall, missed, wrong } = measure(judged);
    expect(precision, `wrong: ${wrong.join(", ")}`).toBeGreaterThanOrEqual(0.95);
    expect(recall, `missed: ${missed.join(", ")}`).toBeGreaterThanOrEqual(0.9);
  });

  test("has the figures and the failures that the README reports", () => {
    const { precision, recall, missed, wrong } = measure(judged);
    expect(readme).toContain(`| ${half} | ${runs.length} | ${precision.toFixed(2)} | ${recall.toFixed(2)} |`);
    for (const failure of [...missed, ...wrong]) expect(readme).toContain(`\`${failure.split(":")[0]}\``);
  });

  test("gives the same findings each time, each with a place", async () => {
    for (const [index, run] of runs.entries()) {
      const again = await judgeRun(run, join(directory, half));
      expect(again.findings).toEqual(judged[index].findings);
      for (const { file, line, excerpt, message } of again.findings) {
        expect([file !== "", line >= 1, excerpt.length <= 200, message !== ""]).toEqual([
          true,
          true,
          true,
          true,
        ]);
      }
    }
  });
});

test("the corpus has at least 60 runs", () => {
  expect(readCorpus("development").length + readCorpus("held-out").length).toBeGreaterThanOrEqual(60);
});
