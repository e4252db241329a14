import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { beforeAll, expect, it, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
let made: Awaited<ReturnType<typeof harness.prepare>>;
const at = (...path: string[]) => join(made.raw, "..", ...path);
const firstCells = (path: string) =>
  new Set(
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]),
  );
const studiesOf = (folder: string) => readdirSync(folder).map((name) => name.replace(/\.nii$/, ""));

beforeAll(async () => {
  made = await harness.prepare((raw) => competition.miniature.write({ out: raw, seed: 5, size: 200 }));
});

it("keeps a tenth of the studies, and of those with boxes, with segmentations and with both", () => {
  const count = (side: string) => {
    const boxed = firstCells(at(side, "train_bounding_boxes.csv"));
    const segmented = studiesOf(at(side, "segmentations"));
    const both = segmented.filter((study) => boxed.has(study));
    return [firstCells(at(side, "train.csv")).size, boxed.size, segmented.length, both.length];
  };
  const [raw, kept] = [count("raw"), count("public")];
  expect(raw[3]).toBeGreaterThan(5);
  // Half a study more or less is rounding.
  for (const [i, number] of raw.entries()) {
    expect(Math.abs(kept[i] - number / 10)).toBeLessThanOrEqual(0.5);
  }
});

it("puts the slices of every study into the set of that study", () => {
  const train = firstCells(at("public/train.csv"));
  const test = firstCells(at("public/test.csv"));
  expect(new Set(studiesOf(at("public/train_images")))).toEqual(train);
  expect(new Set(studiesOf(at("public/test_images")))).toEqual(test);
  for (const study of test) {
    expect(train.has(study)).toBe(false);
    expect(readdirSync(at("public/test_images", study))).toEqual(readdirSync(at("raw/train_images", study)));
  }
  expect(existsSync(at("public/test_images", "1.2.826.0.1.3680043.32768"))).toBe(false);
});

it("weighs the patient label seven times as much as a vertebra, and fractures twice as much as none", async () => {
  const labels: [string, number, number][] = [
    ["patient_overall", 1, 0.8],
    ["C1", 1, 0.5],
    ...["C2", "C3", "C4", "C5", "C6", "C7"].map((level): [string, number, number] => [level, 0, 0.1]),
  ];
  const table = (rows: string[]): string => ["row_id,fractured", ...rows].join("\n");
  const answers = table(labels.map(([label, fractured]) => `1.2_${label},${fractured}`));
  const submission = table(labels.map(([label, , p]) => `1.2_${label},${p}`).reverse());
  const expected = -(14 * Math.log(0.8) + 2 * Math.log(0.5) + 6 * Math.log(0.9)) / (14 + 2 + 6);
  expect(await harness.grade({ submission, answers })).toBeCloseTo(expected, 12);
});

test("a box without a slice is rejected", async () => {
  const work = harness.prepareChanged("train_bounding_boxes.csv", (lines) =>
    lines.map((line) => line.split(",").slice(0, -1).join(",")),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Missing column: `slice_number`",
    details: { file: expect.stringMatching(/train_bounding_boxes\.csv$/) },
  });
});

test.each(["train.csv", "train_bounding_boxes.csv"])(
  "a row of %s without a study is refused",
  async (name) => {
    const work = harness.prepareChanged(name, (lines) => lines.with(2, lines[2].replace(/^[^,]*/, "")));
    await expect(work).rejects.toMatchObject({
      message: "Missing value",
      details: { row: 2, column: "StudyInstanceUID" },
    });
  },
);
