import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("scores are those of the reference", () => {
  const harness = createTestHarness(competition);
  const answers = "image,labels\nb.jpg,scab rust\na.jpg,healthy\nc.jpg,complex\n";
  const grade = (a: string, b: string, c: string): Promise<number> =>
    harness.grade({ submission: `image,labels\na.jpg,${a}\nb.jpg,${b}\nc.jpg,${c}\n`, answers });

  test.each([
    ["labels in another order", ["healthy", "rust scab", "complex"], 1],
    ["labels between Python's spaces", ["healthy", "rust\u00a0scab\u2003rust", "complex"], 1],
    ["labels that only seem to be apart", ["healthy", "rust\u200bscab", "complex"], 2 / 3],
    ["labels that no answer has, and a missing one", ["healthy blight", "Rust", "NA"], 0.4],
    ["no label at all", ["", "", ""], 0],
    ["a number and a boolean among text", ["True", "scab", "7"], 0.4],
  ] as const)("%s", async (_, [a, b, c], score) => {
    expect(await grade(a, b, c)).toBeCloseTo(score, 14);
  });

  test.each([
    ["numbers", ["1", "2", "3"], 1],
    ["numbers with a hole", ["", "2", "3"], 2],
    ["booleans", ["True", "False", "True"], 1],
    ["booleans with a hole", ["", "False", "True"], 2],
  ] as const)("%s for labels are refused, and the row is named", async (_, [a, b, c], row) => {
    await expect(grade(a, b, c)).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row, column: "labels" },
    });
  });

  test.each([
    ["without a label", "rust", ""],
    ["that are no text", "True", "False"],
  ])("answers %s are the grader's fault", async (_, a, b) => {
    const submission = "image,labels\na.jpg,rust\nb.jpg,scab\n";
    const damaged = `image,labels\na.jpg,${a}\nb.jpg,${b}\n`;
    await expect(harness.grade({ submission, answers: damaged })).rejects.toMatchObject({ kind: "grader" });
  });
});

const { prepareChanged } = createTestHarness(competition);

test("an image that has two rows is rejected", async () => {
  const work = prepareChanged("train.csv", (lines) => [...lines, lines[3]]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: expect.stringContaining("Duplicate value"),
    details: { file: expect.stringMatching(/train\.csv$/), row: expect.any(Number), column: "image" },
  });
});
