import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";
import { votes } from "../src/votes.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing recordings", () => {
  const rows = (path: string): string[][] =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));

  test("EEGs and spectrograms are on the side of their rows, those without rows on none", async () => {
    const made = await harness.prepare((out) => competition.miniature.write({ out, seed: 2, size: 60 }));
    const sides = {
      train: rows(join(made.public, "train.csv")),
      test: rows(join(made.private, "test.csv")),
    };
    for (const [side, table] of Object.entries(sides)) {
      for (const [kind, position] of [
        ["eegs", 0],
        ["spectrograms", 3],
      ] as const) {
        const ids = new Set(table.map((row) => `${row[position]}.parquet`));
        expect(readdirSync(join(made.public, `${side}_${kind}`)).sort()).toEqual([...ids].sort());
      }
    }
    expect(readdirSync(join(made.public, "example_figures"))).toHaveLength(2);
  });

  test("an EEG that two spectrograms share is rejected, as in the reference", async () => {
    const work = harness.prepareChanged("train.csv", ([header, ...lines]) => {
      const cells = lines.map((line) => line.split(","));
      return [header, ...cells.map((row) => [cells[0][0], ...row.slice(1)].join())];
    });
    await expect(work).rejects.toMatchObject({ kind: "user", details: { column: "eeg_id" } });
  });
});

describe("grading", () => {
  const table = (...rows: string[]): string => [`eeg_id,${votes.join()}`, ...rows, ""].join("\n");
  const answers = table("7,3,0,0,0,0,0", "9,1,1,0,0,0,2", "7,0,0,4,0,0,0");
  const grade = (...rows: string[]): Promise<number> =>
    harness.grade({ submission: table(...rows), answers });
  const sure = ["7,1,0,0,0,0,0", "9,.25,.25,0,0,0,.5"];

  // Scores of the reference.
  test.each([
    ["shares of the votes", [...sure, "7,0,0,1,0,0,0"], 0],
    [
      "rows of one EEG the other way round",
      ["7,0.0,0,1.0,0,0,0", sure[1], "7,1.0,0,0.0,0,0,0"],
      23.025850929940457,
    ],
    ["a missing probability", ["7,,0,0,0,0,1", sure[1], "7,0,0,1,0,0,0"], 0],
    ["a sum within the tolerance", ["7,1,0,0,0,0,.000004", sure[1], "7,0,0,1,0,0,0"], 0],
  ])("%s", async (_, rows, score) => {
    expect(await grade(...rows)).toBeCloseTo(score, 12);
  });

  test("a 0 in a column of integers is not clipped, as in the reference", async () => {
    const certain = ["7,1,0,0,0,0,0", "9,1,0,0,0,0,0", "7,1,0,0,0,0,0"];
    expect(await grade(...certain)).toBe(Number.POSITIVE_INFINITY);
    const floats = certain.map((row) => row.replaceAll(",0", ",0.0"));
    expect(await grade(...floats)).toBeCloseTo(19.801045973417928, 12);
  });

  test.each([
    ["a sum outside of the tolerance", "7,1,0,0,0,0,.000006"],
    ["a negative probability", "7,2,-1,0,0,0,0"],
    ["an infinite one", "7,inf,0,0,0,0,0"],
    ["a boolean", "7,True,0,0,0,0,0"],
    ["an unknown EEG", "8,1,0,0,0,0,0"],
  ])("%s is rejected", async (_, row) => {
    await expect(grade(...sure, row)).rejects.toMatchObject({ kind: "invalid-submission" });
  });

  test.each([
    ["zeros", "0", true],
    ["a share of a row", "0.1", false],
    ["text", "sure", false],
    ["booleans", "False", false],
  ])("another column of %s", async (_, cell, isScored) => {
    const lines = table(...sure, "7,0,0,1,0,0,0")
      .trim()
      .split("\n");
    const wider = lines.map((line, i) => `${line},${i === 0 ? "note" : cell}\n`).join("");
    const work = harness.grade({ submission: wider, answers });
    if (isScored) expect(await work).toBeCloseTo(0, 12);
    else await expect(work).rejects.toMatchObject({ kind: "invalid-submission" });
  });
});
