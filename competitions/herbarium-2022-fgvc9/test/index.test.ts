import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

/** A raw folder of images with these categories, one after the other, and its index. */
const rawOf = (categories: readonly number[]): Record<string, string> => {
  const fileOf = (i: number) => `000/0${categories[i]}/${i}.jpg`;
  const index = {
    annotations: categories.map((category_id, i) => ({ category_id, image_id: `x${i}` })),
    images: categories.map((_, i) => ({ image_id: `x${i}`, file_name: fileOf(i) })),
  };
  const files = categories.map((_, i) => [`train_images/${fileOf(i)}`, `image ${i}`]);
  return { ...Object.fromEntries(files), "train_metadata.json": JSON.stringify(index) };
};

test("training images are renamed by category and number within it", async () => {
  const made = await harness.prepare(rawOf([7, 3, 7, 3, 7]));
  const index = JSON.parse(readFileSync(join(made.public, "train_metadata.json"), "utf8"));
  const ids = ["00007__001", "00007__002", "00003__001"];
  const files = ["000/07/00007__001.jpg", "000/07/00007__002.jpg", "000/03/00003__001.jpg"];
  expect(index.annotations.map((annotation: { image_id: string }) => annotation.image_id)).toEqual(ids);
  expect(index.images.map((image: { file_name: string }) => image.file_name)).toEqual(files);
  const read = (name: string) => readFileSync(join(made.public, name), "utf8");
  const tested = ["0", "1"].map((id) => read(`test_images/000/test-00000${id}.jpg`));
  const all = [...files.map((file) => read(`train_images/${file}`)), ...tested];
  expect(all.toSorted()).toEqual([0, 1, 2, 3, 4].map((i) => `image ${i}`));
});

test("a species of one image is rejected, as it cannot be in both parts", async () => {
  const work = harness.prepare(rawOf([7, 7, 3]));
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Not enough data for a train/test split",
  });
});

const answers = "Id,Predicted\n0,1\n1,2\n2,2\n3,4\n";

test("every category that is true or predicted counts, and fractions are cut off", async () => {
  const submission = "Id,Predicted\n3,4.0\n2,9.9\n1,2.7\n0,1.5\n";
  expect(await harness.grade({ submission, answers })).toBeCloseTo((1 + 2 / 3 + 1 + 0) / 4, 12);
});

test.each([
  ["a missing value", ""],
  ["an infinite value", "inf"],
  ["a word", "fern"],
  ["a fraction beside text", "1_0\n3,2.5"],
  ["an integer that 64 bits do not hold", "9223372036854775808"],
])("%s is invalid", async (_, cell) => {
  const rows = `0,1\n1,2\n2,${cell}\n${cell.includes("\n") ? "" : "3,4\n"}`;
  const work = harness.grade({ submission: `Id,Predicted\n${rows}`, answers });
  await expect(work).rejects.toMatchObject({ name: "InvalidSubmissionError" });
});
