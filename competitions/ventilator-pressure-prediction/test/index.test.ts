import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, type PrepareDirectories } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, {
  skip: [
    {
      test: "public files contain no answers",
      reason: "rows are numbered from 1 in both parts, so that IDs of train.csv are IDs of the test set too",
    },
  ],
});

const harness = createTestHarness(competition);

describe("preparing breaths", () => {
  const rows = (path: string): string[] => readFileSync(path, "utf8").trim().split("\n").slice(1);
  const tables = (made: PrepareDirectories): string[][] => [
    rows(join(made.public, "train.csv")),
    rows(join(made.private, "test.csv")),
  ];
  const breathOf = (row: string): string => row.split(",")[1];

  test("breaths stay together, and rows are numbered from 1 in both parts", async () => {
    const made = await harness.prepare((out) => competition.miniature.write({ out, seed: 5, size: 160 }));
    const [train, hidden] = tables(made);
    for (const part of [train, hidden])
      expect(part.map((row) => Number(row.split(",")[0]))).toEqual(part.map((_, i) => i + 1));
    const trainBreaths = new Set(train.map(breathOf));
    expect(hidden.filter((row) => trainBreaths.has(breathOf(row)))).toEqual([]);
  });

  test("the order of breaths in the file does not matter, that of their rows does", async () => {
    const made = await harness.prepareChanged("train.csv", (lines) => lines);
    const moved = await harness.prepareChanged("train.csv", ([header, ...lines]) => [
      header,
      ...lines.slice(8).filter((line) => line !== ""),
      ...lines.slice(0, 8),
    ]);
    expect(tables(moved)).toEqual(tables(made));
  });

  test("a table that lacks a column is rejected, as in the reference", async () => {
    const work = harness.prepareChanged("train.csv", (lines) =>
      lines.map((line) => line.split(",").slice(0, -1).join(",")),
    );
    await expect(work).rejects.toMatchObject({
      kind: "user",
      message: "Wrong number of columns: 7",
      details: { file: expect.stringMatching(/train\.csv$/) },
    });
  });
});

describe("grading", () => {
  const answers = "id,u_out,pressure\n1,0,5.5\n2,1,7\n3,0,10\n4,1,8\n";
  const grade = (rows: string): Promise<number> =>
    harness.grade({ submission: `id,pressure\n${rows}`, answers });

  test("only the inspiratory phase is scored", async () => {
    expect(await grade("4,-99\n3,11\n2,1e9\n1,5\n")).toBe(0.75);
  });

  // Scores of the reference.
  test.each([
    ["a missing value", ""],
    ["text", "unknown"],
    ["an infinite value", "inf"],
  ])("%s in a row that is not scored is accepted", async (_, cell) => {
    expect(await grade(`1,5\n2,${cell}\n3,11\n4,8\n`)).toBe(0.75);
  });

  test("a missing value in a scored row is reported by its row in the file", async () => {
    expect(await grade("4,1\n3,\n2,1\n1,5\n").catch(describeError)).toMatch(/row 2, column "pressure"/);
  });
});
