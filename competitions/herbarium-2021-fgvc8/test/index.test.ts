import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

/** The file of an image with this number, of this category. */
const fileOf = (category: number, i: number): string => `images/000/0${category}/${i}.jpg`;

/** An index of images with these categories, one after the other. */
const indexOf = (categories: readonly number[]): string =>
  JSON.stringify({
    annotations: categories.map((category_id, i) => ({ category_id, image_id: i })),
    categories: [],
    images: categories.map((category, id) => ({ id, file_name: fileOf(category, id) })),
    info: {},
    institutions: [],
    licenses: [],
  });

const imagesOf = (categories: readonly number[]): Record<string, string> =>
  Object.fromEntries(categories.map((category, i) => [`train/${fileOf(category, i)}`, `image ${i}`]));

const prepare = (categories: readonly number[]) =>
  harness.prepare({ ...imagesOf(categories), "train/metadata.json": indexOf(categories) });

test("a species of one image is for training only, one of up to four gives its last image to the test set", async () => {
  const made = await prepare([1, 2, 2, 3, 3, 3, 3, 2]);
  const read = (name: string) => JSON.parse(readFileSync(join(made.public, name), "utf8"));
  const trained = read("train/metadata.json").annotations.map(
    ({ image_id }: { image_id: number }) => image_id,
  );
  expect(trained).toEqual([0, 1, 2, 3, 4, 5]);
  const answers = readFileSync(join(made.private, "answers.csv"), "utf8").trimEnd().split("\n").slice(1);
  expect(answers.toSorted()).toEqual(
    expect.arrayContaining([expect.stringMatching(/,2$/), expect.stringMatching(/,3$/)]),
  );
  const tested = ["0", "1"].map((id) => readFileSync(join(made.public, `test/images/000/${id}.jpg`), "utf8"));
  expect(tested.toSorted()).toEqual(["image 6", "image 7"]);
});

test("an index with annotations in another order than images is rejected", async () => {
  const changed = indexOf([1, 1]).replace('"image_id":0', '"image_id":1');
  const work = harness.prepare({ ...imagesOf([1, 1]), "train/metadata.json": changed });
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Annotations and images are in different orders",
    details: { file: expect.stringMatching(/metadata\.json$/), row: 1 },
  });
});

test("an image without file is reported by its name", async () => {
  const { [`train/${fileOf(1, 1)}`]: _, ...images } = imagesOf([1, 1, 1]);
  const work = harness.prepare({ ...images, "train/metadata.json": indexOf([1, 1, 1]) });
  await expect(work).rejects.toMatchObject({
    kind: "user",
    details: { file: expect.stringMatching(/images\/000\/01\/1\.jpg$/) },
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
