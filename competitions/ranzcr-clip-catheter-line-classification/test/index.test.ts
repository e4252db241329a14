import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

test("two labels are in the training data and in the answers, but not in the sample submission", async () => {
  const made = await harness.prepare((raw) => competition.miniature.write({ out: raw, seed: 1, size: 20 }));
  const header = (...path: string[]): string[] =>
    readFileSync(join(...path), "utf8")
      .split("\n")[0]
      .split(",");
  const ungraded = ["CVC - Normal", "Swan Ganz Catheter Present"];
  expect(header(made.public, "train.csv")).toEqual(expect.arrayContaining(ungraded));
  expect(header(made.private, "test.csv")).toEqual(expect.arrayContaining(ungraded));
  const sample = header(made.public, "sample_submission.csv");
  expect(sample).toHaveLength(10);
  expect(sample.filter((name) => ungraded.includes(name))).toEqual([]);
});
