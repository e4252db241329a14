import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("grading glomeruli", () => {
  const grade = (truths: readonly string[], predictions: readonly string[]): Promise<number> =>
    harness.grade({
      submission: ["id,predicted", ...predictions].join("\n"),
      answers: ["id,encoding,width_pixels,height_pixels", ...truths.map((row) => `${row},3,4`)].join("\n"),
    });

  // Scores of the reference.
  test("every image counts the same, and none of both is perfect", async () => {
    expect(await grade(["a1,1 4", "b2, ", "c3,1 1"], ["c3,2 1", "b2,", "a1,3 4"])).toBe(0.5);
  });

  test("images of gigapixels take no memory", async () => {
    const score = await harness.grade({
      submission: "id,predicted\na1,1 600000000\n",
      answers: "id,encoding,width_pixels,height_pixels\na1,1 200000000 1199999999 100,30000,40000\n",
    });
    expect(score).toBe(400_000_000 / 800_000_002);
  });

  test("a wrong mask is reported by its row in the submission", async () => {
    const error = await grade(["a1,1 4", "b2,1 1"], ["b2,5 1 4 1", "a1,x"]).catch(describeError);
    expect(error).toContain('row 1, column "predicted"');
  });
});

describe("preparing kidney images", () => {
  test("the polygons of the test images are public, and so is a second sample submission", async () => {
    const { public: publicDir } = await harness.prepareChanged("train.csv", (lines) => lines);
    const names = readdirSync(join(publicDir, "test")).map((name) => name.replace(/^[0-9a-f]{9}/, "ID"));
    expect(names.toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => "ID-anatomical-structure.json"),
      ...Array.from({ length: 3 }, () => "ID.json"),
      ...Array.from({ length: 3 }, () => "ID.tiff"),
      "sample_submission.csv",
    ]);
    const information = readFileSync(join(publicDir, "HuBMAP-20-dataset_information.csv"), "utf8");
    expect(information.trimEnd().split("\n")).toHaveLength(16);
  });

  test.each([
    ["train.csv", (lines: readonly string[]) => lines.slice(0, -1), "Wrong number of rows: 14"],
    [
      "HuBMAP-20-dataset_information.csv",
      (lines: readonly string[]) => lines.slice(0, 1),
      "Missing or repeated image",
    ],
  ])("a %s with missing rows is rejected", async (name, change, message) => {
    await expect(harness.prepareChanged(name, change)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });
});
