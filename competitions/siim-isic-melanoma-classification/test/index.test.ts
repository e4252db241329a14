import { readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("splitting by TFRecord files", () => {
  const harness = createTestHarness(competition);
  const writeRaw = (out: string) => competition.miniature.write({ out, seed: 1, size: 40 });

  test("the test set is what the public test files hold, in the table's order", async () => {
    const made = await harness.prepare(writeRaw);
    const records = ["test00-2071", "test01-2071"].map((name) =>
      readFileSync(join(made.public, "tfrecords", `${name}.tfrec`), "latin1"),
    );
    const inFiles = new Set(records.join("").match(/ISIC_\d{7}/g));
    const rows = (path: string): string[] => readFileSync(path, "utf8").trim().split("\n").slice(1);
    const wanted = rows(join(made.raw, "train.csv"))
      .map((row) => row.split(",")[0])
      .filter((name) => inFiles.has(name));
    expect(wanted.length).toBe(inFiles.size);
    expect(rows(join(made.public, "sample_submission.csv"))).toEqual(wanted.map((name) => `${name},0`));
  });

  test("a damaged file is named", async () => {
    const damaged = harness.prepare(async (raw) => {
      await writeRaw(raw);
      truncateSync(join(raw, "tfrecords/train06-2071.tfrec"), 100);
    });
    expect(await damaged.catch(describeError)).toMatch(/Invalid TFRecord file.*train06-2071/);
  });
});

const { prepareChanged } = createTestHarness(competition);

test("an image that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "image_name" },
  });
});
