import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("scores are those of the reference", () => {
  const answers = "id,attribute_ids\nb,7 12\na,3\nc,12 40 7\n";
  const grade = (a: string, b: string, c: string): Promise<number> =>
    harness.grade({ submission: `id,attribute_ids\na,${a}\nb,${b}\nc,${c}\n`, answers });

  test.each([
    ["attributes in another order", ["3", "12 7", "7 40 12"], 1],
    ["attributes between several spaces, and repeated ones", ["3 3", " 7  12 ", "7\u00a012 40"], 1],
    ["attributes that no answer has", ["3 99", "1 7", "x 12"], 2 / 3],
    ["numbers that are spelled otherwise", ["03", "7.0 12", "7 12 40"], 4 / 5],
    ["no attribute at all", ["", "", ""], 0],
  ] as const)("%s", async (_, [a, b, c], score) => {
    expect(await grade(a, b, c)).toBeCloseTo(score, 14);
  });

  test.each([
    ["one attribute in every row", ["3", "7", "12"], 1],
    ["one attribute at most", ["", "7", "12"], 2],
    ["True and False", ["True", "False", "True"], 1],
  ] as const)("%s: the column is no text, and the row is named", async (_, [a, b, c], row) => {
    await expect(grade(a, b, c)).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row, column: "attribute_ids" },
    });
  });
});

test("an artwork that has two rows is rejected", async () => {
  const work = harness.prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "id" },
  });
});
