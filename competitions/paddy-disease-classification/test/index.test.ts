import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("labels of other types", () => {
  const images = ["1.jpg", "2.jpg", "3.jpg", "4.jpg"];
  const names = ["blast", "blast", "normal", "hispa"];

  async function verdict(predictions: readonly string[], truth: readonly string[] = names) {
    const [submission, answers] = [predictions, truth].map((labels) =>
      ["image_id,label", ...images.map((id, i) => `${id},${labels[i]}`)].join("\n"),
    );
    return harness.grade({ submission, answers }).catch(describeError);
  }

  test.each([
    ["a missing label is wrong, the others count", ["blast", "", "NA", "hispa"], 0.5],
    ["nothing but missing labels is all wrong", ["", "", "", ""], 0],
    ["numbers are all wrong", ["1", "2", "3", "4"], 0],
    ["fractions with a gap are text, and wrong", ["0.5", "", "2", "3"], 0],
    ["booleans with a gap are text, and wrong", ["True", "", "False", "True"], 0],
  ])("%s", async (_, predictions, score) => {
    expect(await verdict(predictions)).toBe(score);
  });

  test("fractions without a gap are invalid", async () => {
    expect(await verdict(["0.5", "1", "2", "3"])).toContain('Unknown class: `0.5` (row 1, column "label")');
  });

  test("two numbers against two labels are invalid", async () => {
    expect(await verdict(["1", "2", "1", "2"], ["blast", "blast", "hispa", "hispa"])).toContain(
      "Unknown class: `1` (row 1",
    );
  });
});

test("an image that has two rows is rejected", async () => {
  const work = harness.prepare(async (raw) => {
    await competition.miniature.write({ out: raw, seed: 1, size: 8 });
    const table = join(raw, "train.csv");
    appendFileSync(table, `${readFileSync(table, "utf8").split("\n")[3]}\n`);
  });
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Duplicate value: `100007.jpg`",
    details: { row: 9, column: "image_id" },
  });
});
