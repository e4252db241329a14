import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

test("each breast has one row in the answers, and the sample submission holds the training rate", async () => {
  const made = await prepare((out) => competition.miniature.write({ out, seed: 1, size: 80 }));
  const table = (path: string): Record<string, string>[] => {
    const [header, ...rows] = readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
  };
  const [train, images] = ["train.csv", "test.csv"].map((name) => table(join(made.public, name)));
  const answers = table(join(made.private, "answers.csv")).map((row) => row.prediction_id);
  const breasts = images.map((row) => `${row.patient_id}_${row.laterality}`);
  expect(images.map((row) => row.prediction_id)).toEqual(breasts);
  expect(answers).toEqual([...new Set(breasts)].sort());
  const rate = train.filter((row) => row.cancer === "1").length / train.length;
  const sample = table(join(made.public, "sample_submission.csv"));
  expect(sample.map((row) => Number(row.cancer))).toEqual(answers.map(() => rate));
  for (const row of images)
    expect(readdirSync(join(made.public, "test_images", row.patient_id))).toContain(`${row.image_id}.dcm`);
});

test("an image without a label does not count for the training rate", async () => {
  const made = await prepareChanged("train.csv", (lines) =>
    lines.map((line, i) => (i % 3 === 1 ? line.split(",").with(6, "").join(",") : line)),
  );
  const [, ...rows] = readFileSync(join(made.public, "train.csv"), "utf8").trim().split("\n");
  const labels = rows.map((row) => row.split(",")[6]).filter((label) => label !== "");
  expect(labels.length).toBeLessThan(rows.length);
  const rate = labels.filter((label) => Number(label) === 1).length / labels.length;
  const sample = readFileSync(join(made.public, "sample_submission.csv"), "utf8").split("\n")[1];
  expect(Number(sample.split(",")[1])).toBe(rate);
});

test("an image that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), column: "image_id" },
  });
});

describe("grading", () => {
  const answers = "prediction_id,cancer\n10_L,1\n10_R,0\n2_L,0\n2_R,1\n";
  const submit = (rows: string): Promise<number> =>
    grade({ submission: `prediction_id,cancer\n${rows}`, answers });

  // Scores of the reference.
  test.each([
    ["probabilities in another order", "2_R,0.5\n10_L,0.75\n10_R,0.25\n2_L,0\n", 0.7142857142857143],
    ["predictions outside of 0 and 1 count as 0 and 1", "10_L,7\n10_R,-3\n2_L,0\n2_R,inf\n", 1],
    ["zeros", "10_L,0\n10_R,0\n2_L,0\n2_R,0\n", 0],
    ["a missing prediction", "10_L,1\n10_R,\n2_L,0\n2_R,1\n", 0],
  ])("%s", async (_, rows, score) => {
    expect(await submit(rows)).toBeCloseTo(score, 14);
  });

  test.each([
    ["negative predictions only", "10_L,-1\n10_R,-1\n2_L,-1\n2_R,-2\n"],
    ["text", "10_L,yes\n10_R,0\n2_L,0\n2_R,1\n"],
    ["numbers that pandas reads as text", "10_L,1e400\n10_R,0\n2_L,0\n2_R,1\n"],
  ])("%s are rejected", async (_, rows) => {
    await expect(submit(rows)).rejects.toMatchObject({ kind: "invalid-submission" });
  });
});
