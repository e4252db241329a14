import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { exampleBytes, readTfRecords } from "@mlebench/formats/tf-records";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("splitting by TFRecord files", () => {
  const writeRaw = (out: string) => competition.miniature.write({ out, seed: 1, size: 40 });

  test("the test set is what two files hold, in the table's order; files get new numbers", async () => {
    const made = await harness.prepare(writeRaw);
    const files = readdirSync(join(made.public, "test_tfrecords"));
    expect(files).toEqual(["ld_test00-1338.tfrec", "ld_test01-1338.tfrec"]);
    expect(readdirSync(join(made.public, "train_tfrecords"))).toContain("ld_train08-1327.tfrec");
    const inFiles = files.flatMap((file) =>
      Array.from(readTfRecords(join(made.public, "test_tfrecords", file)), (record) =>
        String(exampleBytes(record, "image_name")),
      ),
    );
    const rows = (path: string): string[] => readFileSync(path, "utf8").trim().split("\n").slice(1);
    const tabled = rows(join(made.raw, "train.csv")).map((row) => row.split(",")[0]);
    const wanted = tabled.filter((name) => inFiles.includes(name));
    expect(wanted.length).toBe(inFiles.length);
    expect(rows(join(made.public, "sample_submission.csv"))).toEqual(wanted.map((name) => `${name},4`));
    expect(readdirSync(join(made.public, "test_images"))).toEqual(wanted);
  });

  test("a damaged file is named", async () => {
    const damaged = harness.prepare(async (raw) => {
      await writeRaw(raw);
      truncateSync(join(raw, "train_tfrecords/ld_train06-1338.tfrec"), 100);
    });
    expect(await damaged.catch(describeError)).toMatch(/Invalid TFRecord file.*ld_train06-1338/);
  });
});

test("a photo that has two rows is rejected", async () => {
  const work = harness.prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "image_id" },
  });
});
