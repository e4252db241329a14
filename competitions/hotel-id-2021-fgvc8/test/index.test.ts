import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { trainTestSplitIndices } from "@mlebench/sampling";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("scores are those of the reference", () => {
  const answers = "image,hotel_id\nb.jpg,20\na.jpg,10\n";
  const grade = (a: string, b: string): Promise<number> =>
    harness.grade({ submission: `image,hotel_id\na.jpg,${a}\nb.jpg,${b}\n`, answers });

  test.each([
    ["the hotel at the first and at the fifth place", ["10", "1 2 3 4 20"], (1 + 1 / 5) / 2],
    ["the hotel at the sixth place", ["10 10", "1 2 3 4 5 20"], 1 / 2],
    ["an empty place between two spaces", ["1  10", "1 20"], (1 / 3 + 1 / 2) / 2],
    ["one hotel in every row", ["10", "20"], 1],
    ["one hotel at most, which makes them decimal numbers", ["10", ""], 0],
    ["decimal numbers and words among text", ["10.0 10", "x 20"], 1 / 2],
    ["no hotel at all", ["", ""], 0],
  ] as const)("%s", async (_, [a, b], score) => {
    expect(await grade(a, b)).toBeCloseTo(score, 14);
  });
});

test("the image that Kaggle's table has twice is left out, with its files", async () => {
  const name = "ce27d36c9147cc19.jpg";
  const made = await harness.prepare((raw) => competition.miniature.write({ out: raw, seed: 1, size: 30 }));
  const table = readFileSync(join(made.raw, "train.csv"), "utf8");
  const rows = table.split("\n").filter((line) => line.startsWith(name));
  const chains = rows.map((row) => row.split(",")[1]);
  expect(rows.length).toBe(2);
  expect(new Set(chains).size).toBe(2);
  for (const path of ["public/train.csv", "public/sample_submission.csv", "private/test.csv"])
    expect(readFileSync(join(made.raw, "..", path), "utf8")).not.toContain(name);
  for (const chain of chains) expect(existsSync(join(made.public, "train_images", chain, name))).toBe(false);
  expect(existsSync(join(made.public, "test_images", name))).toBe(false);
});

// In Kaggle's table, this is c7c7383898d76598.jpg.
test("an image that stands twice in the training part stays there twice", async () => {
  const left = "ce27d36c9147cc19.jpg";
  let repeated = "";
  const made = await harness.prepareChanged("train.csv", ([header, ...lines]) => {
    const rows = lines.filter((line) => line !== "" && !line.startsWith(left));
    const { train } = trainTestSplitIndices(rows.length, { testSize: 0.1, randomState: 0 });
    repeated = rows[train[0]];
    rows[train[1]] = repeated;
    return [header, ...rows, ""];
  });
  const lines = readFileSync(join(made.public, "train.csv"), "utf8").split("\n");
  expect(lines.filter((line) => line === repeated).length).toBe(2);
  const [image, chain] = repeated.split(",");
  expect(existsSync(join(made.public, "train_images", chain, image))).toBe(true);
});

test("an image that would be on both sides is rejected", async () => {
  const work = harness.prepareChanged("train.csv", (lines) => [...lines, ...lines.slice(1)]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { row: expect.any(Number), column: "image" },
  });
});
