import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("scores are those of the reference", () => {
  const answers = "Image,Id\nb.jpg,w_2\na.jpg,new_whale\n";
  const grade = (a: string, b: string): Promise<number> =>
    harness.grade({ submission: `Image,Id\na.jpg,${a}\nb.jpg,${b}\n`, answers });

  test.each([
    ["the whale at the first and at the fifth place", ["new_whale", "1 2 3 4 w_2"], (1 + 1 / 5) / 2],
    ["the whale at the sixth place", ["new_whale new_whale", "1 2 3 4 5 w_2"], 1 / 2],
    ["an empty place between two spaces", ["w_1  new_whale", "w_1 w_2"], (1 / 3 + 1 / 2) / 2],
    ["a missing prediction", ["", "w_2"], 1 / 2],
    ["numbers", ["1", "2"], 0],
  ] as const)("%s", async (_, [a, b], score) => {
    expect(await grade(a, b)).toBeCloseTo(score, 14);
  });

  test("another column makes a submission invalid", async () => {
    const submission = "Image,Id,note\na.jpg,w_1,x\nb.jpg,w_2,y\n";
    await expect(harness.grade({ submission, answers })).rejects.toMatchObject({
      kind: "invalid-submission",
      message: expect.stringContaining("Unexpected column"),
    });
  });
});

test("whales with several photos are on both sides, and those that are not known are new", async () => {
  const made = await harness.prepare((raw) => competition.miniature.write({ out: raw, seed: 1, size: 150 }));
  const rows = (path: string): string[][] =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
  const labeled = rows(join(made.raw, "train.csv"));
  const train = rows(join(made.public, "train.csv"));
  const test = rows(join(made.private, "test.csv"));
  const known = new Set(train.map(([, id]) => id));
  const tested = new Set(test.map(([, id]) => id));
  const counts = new Map<string, number>();
  for (const [, id] of labeled) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const [id, count] of counts)
    if (count > 1) expect([id, known.has(id), tested.has(id)]).toEqual([id, true, true]);
  const wanted = new Map(labeled.map(([image, id]) => [image, known.has(id) ? id : "new_whale"]));
  expect(test.map(([image]) => wanted.get(image))).toEqual(test.map(([, id]) => id));
  expect(
    test.some(
      ([image, id]) => id === "new_whale" && !labeled.some((row) => row[0] === image && row[1] === id),
    ),
  ).toBe(true);
  expect(readdirSync(join(made.public, "test"))).toEqual(test.map(([image]) => image));
});

test("a photo that has two rows is rejected", async () => {
  const work = harness.prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "Image" },
  });
});
