import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

test("IDs keep their zeros, and each case is in the folder of its table", async () => {
  const made = await prepare((out) => competition.miniature.write({ out, seed: 1, size: 20 }));
  for (const [folder, table] of [
    ["train", "train_labels.csv"],
    ["test", "sample_submission.csv"],
  ]) {
    const ids = readFileSync(join(made.public, table), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]);
    expect(ids.every((id) => /^\d{5}$/.test(id))).toBe(true);
    expect(readdirSync(join(made.public, folder)).sort()).toEqual(ids.sort());
    for (const id of ids) expect(existsSync(join(made.public, folder, id, "T1wCE"))).toBe(true);
  }
});

test("IDs without their zeros are the same numbers to the grader, as in the reference", async () => {
  const answers = "BraTS21ID,MGMT_value\n00003,1\n00010,0\n";
  expect(await grade({ submission: "BraTS21ID,MGMT_value\n3,0.9\n10.0,0.1\n", answers })).toBe(1);
});

test("a case that has two rows is rejected", async () => {
  const work = prepareChanged("train_labels.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train_labels\.csv$/), column: "BraTS21ID" },
  });
});
