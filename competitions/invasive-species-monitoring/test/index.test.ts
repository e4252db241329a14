import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSevenZip, createZip, extractArchive, listArchive } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("preparing images", () => {
  const harness = createTestHarness(competition);
  const prepare = (labels: string, pictures: readonly string[]) =>
    harness.prepare(async (raw) => {
      const table = { name: "train_labels.csv", data: Buffer.from(`name,invasive\n${labels}`) };
      await createZip(join(raw, "train_labels.csv.zip"), [table]);
      const members = pictures.map((name) => ({ name: `train/${name}.jpg`, data: Buffer.from(name) }));
      await createSevenZip(join(raw, "train.7z"), members);
    });

  test("tables are zipped under their own names, and 7z archives hold one empty folder", async () => {
    const made = await prepare("1,0\n2,1\n3,1\n4,0\n5,1\n6,0\n", ["1", "2", "3", "4", "5", "6"]);
    expect(readdirSync(made.public).sort()).toEqual([
      "sample_submission.csv.zip",
      "test.7z",
      "train.7z",
      "train_labels.csv.zip",
    ]);
    for (const folder of ["train", "test"]) {
      expect(await listArchive(join(made.public, `${folder}.7z`))).toEqual([
        { path: folder, size: 0, isDirectory: true },
      ]);
    }
    const out = harness.scratch();
    for (const name of ["sample_submission.csv", "train_labels.csv"]) {
      expect(await listArchive(join(made.public, `${name}.zip`))).toMatchObject([{ path: name }]);
      await extractArchive(join(made.public, `${name}.zip`), out);
    }
    const read = (...path: string[]): string => readFileSync(join(...path), "utf8");
    const sample = read(made.private, "sample_submission.csv");
    expect(read(out, "sample_submission.csv")).toBe(sample);
    const answers = read(made.private, "answers.csv");
    expect(sample).toBe(answers.replace(/,\d$/gm, ",0.5"));
    const rows = [answers, read(out, "train_labels.csv")].flatMap((text) => text.trim().split("\n").slice(1));
    expect(rows.sort()).toEqual(["1,0", "2,1", "3,1", "4,0", "5,1", "6,0"]);
    expect(answers.trim().split("\n")).toHaveLength(3);
  });

  test("an image without a file is rejected", async () => {
    const error = await prepare("1,0\n2,1\n7,1\n", ["1", "2"]).catch(describeError);
    expect(error).toContain("train/7.jpg in train.7z");
  });

  test("a name that occurs twice is rejected", async () => {
    const error = await prepare("1,0\n2,1\n1,1\n", ["1", "2"]).catch(describeError);
    expect(error).toContain("Duplicate value: `1` (");
    expect(error).toContain("row 3");
  });
});
