import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("scores are those of the reference", () => {
  const answers = 'image_id,InChI\nb2,InChI=1S/CH4/h1H4\na1,"InChI=1S/H2,O"\n';
  const grade = (a: string, b: string): Promise<number> =>
    harness.grade({ submission: `image_id,InChI\nb2,${b}\na1,${a}\n`, answers });

  test.each([
    ["the answers", ['"InChI=1S/H2,O"', "InChI=1S/CH4/h1H4"], 0],
    ["case and spaces count", ['"inchi=1s/h2,o"', "InChI=1S/CH4/h1H4 "], (6 + 1) / 2],
    ["a missing identifier is the text nan", ["", "InChI=1S/CH4/h1H4"], 12 / 2],
    ["numbers are what Python prints of the column", ["1", "2.50"], (12 + 17) / 2],
    ["characters beyond 16 bits are one", ['"InChI=1S/H2,𝄞"', "InChI=1S/CH4/h1H4"], 1 / 2],
  ] as const)("%s", async (_, [a, b], score) => {
    expect(await grade(a, b)).toBe(score);
  });
});

test("images are in folders by the first three characters of their names, on the side of their rows", async () => {
  const made = await harness.prepare((raw) => competition.miniature.write({ out: raw, seed: 1, size: 40 }));
  const ids = (path: string): string[] =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[0]);
  const train = ids(join(made.public, "train_labels.csv"));
  const test = ids(join(made.private, "test.csv"));
  expect([train.length, test.length]).toEqual([32, 8]);
  const has = (side: string, id: string): boolean =>
    existsSync(join(made.public, side, id[0], id[1], id[2], `${id}.png`));
  for (const id of train) expect([id, has("train", id), has("test", id)]).toEqual([id, true, false]);
  for (const id of test) expect([id, has("train", id), has("test", id)]).toEqual([id, false, true]);
});

test("an image that has two rows is rejected", async () => {
  const work = harness.prepareChanged("train_labels.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { row: expect.any(Number), column: "image_id" },
  });
});
