import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { chooseTestLocations } from "../src/choose-test-locations.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
const trainFile = "iwildcam2020_train_annotations.json";

describe("locations of the test set", () => {
  const imagesAt = (...counts: readonly number[]): bigint[] =>
    counts.flatMap((count, location) => new Array<bigint>(count).fill(BigInt(location)));
  const shareOf = (locations: readonly bigint[], chosen: ReadonlySet<unknown>): number => {
    const tested = locations.filter((location) => chosen.has(location)).length;
    return tested / (locations.length + tested);
  };

  test("are added while they have too few images, and taken away while they have too many", () => {
    const locations = imagesAt(...Array.from({ length: 40 }, (_, i) => 1 + ((i * 7) % 11)));
    const share = shareOf(locations, chooseTestLocations(locations));
    expect(share).toBeLessThanOrEqual(0.22);
    expect(share).toBeGreaterThan(0.15);
  });

  test("are none where each has more images than the test set may have", () => {
    expect(chooseTestLocations(imagesAt(50, 50)).size).toBe(0);
  });
});

test("fields that some records lack are NaN in all, and make floats of integers", async () => {
  const image = (id: string, location: number, more = {}) => ({ id, location, ...more });
  const images = [
    image("a", 1),
    ...Array.from({ length: 20 }, (_, i) => image(`x${i}`, 2 + (i % 10), { width: 7 })),
  ];
  const index = {
    annotations: images.map(({ id }) => ({ image_id: id, category_id: 3 })),
    images,
    categories: [{ id: 3 }, { name: null }, { name: "x" }],
    info: { a: 1 },
  };
  const made = await harness.prepare({
    [trainFile]: JSON.stringify(index),
    "iwildcam2020_test_information.json": JSON.stringify({ images: [], categories: [], info: 0 }),
    "iwildcam2020_megadetector_results.json": "[]",
    ...Object.fromEntries(images.map(({ id }) => [`train/${id}.jpg`, id])),
  });
  const text = readFileSync(join(made.public, trainFile), "utf8");
  expect(text).toContain('{"id": "a", "location": 1, "width": NaN}');
  expect(text).toContain('"width": 7.0}');
  expect(text).toContain(
    '"categories": [{"id": 3.0, "name": NaN}, {"id": NaN, "name": null}, {"id": NaN, "name": "x"}], "info": {"a": 1}',
  );
});

test.each([
  ["an image that is listed twice", /^/, '{"id":"ID","location":1},', "Duplicate image"],
  ["a field too many", '"info":', '"more":1,"info":', "Unexpected fields"],
])("%s is rejected", async (_, from, to, message) => {
  const work = harness.prepareChanged(trainFile, ([line]) => {
    const id = JSON.parse(line).images[0].id;
    if (typeof from === "string") return [line.replace(from, to)];
    return [line.replace('"images":[', `"images":[${to.replace("ID", id)}`)];
  });
  await expect(work).rejects.toMatchObject({ kind: "user", message });
});

test("an image that has two annotations needs two rows", async () => {
  const answers = "Id,Category\na,1\nb,2\nb,3\n";
  const grade = (rows: string) => harness.grade({ submission: `Id,Category\n${rows}\n`, answers });
  expect(await grade("a,1\nb,2\nb,3")).toBe(1);
  expect(await grade("b,2\nb,3\na,0")).toBeCloseTo(2 / 3, 12);
  await expect(grade("a,1\na,1\nb,2")).rejects.toMatchObject({ name: "InvalidSubmissionError" });
});
