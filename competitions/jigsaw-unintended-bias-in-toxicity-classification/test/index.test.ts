import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { identities } from "../src/identities.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, { blankAnswers: identities });

const { grade, prepareChanged } = createTestHarness(competition);

describe("grading", () => {
  const rows = Array.from({ length: 36 }, (_, row) => row);
  const isToxic = (row: number): boolean => row % 4 < 2;
  /** Of every 4 rows, a toxic one and another one mention the same identity. */
  const mentions = (row: number): string[] =>
    identities.map((_, k) => {
      if (row >> 2 !== k) return (row * (k + 2)) % 5 === 0 ? "0.9" : "0.1";
      return row % 2 === 0 ? "0.5" : "";
    });
  const answers = [
    ["id", "toxicity", ...identities].join(),
    ...rows.map((row) => [7_000_000 + row, isToxic(row) ? "0.5" : "0.49", ...mentions(row)].join()),
  ].join("\n");
  const gradeRows = (cells: (row: number) => unknown, header = "id,prediction"): Promise<number> =>
    grade({
      submission: [header, ...rows.map((row) => `${7_000_000 + row},${cells(row)}`)].join("\n"),
      answers,
    });
  const spread = (row: number): number => ((row * 7) % 36) / 36;

  // The scores are the reference's.
  test.each([
    ["predictions of 18 of 36 comments from 0.5 on", spread, 0.3659578706125927],
    ["the same on either side of 0.5", (row: number) => (spread(row) >= 0.5 ? 0.5 : 0.1), 0.3659578706125927],
    ["missing predictions as 0", (row: number) => (row % 6 === 0 ? "" : spread(row)), 0.41858313465284114],
    ["infinite and negative ones", (row: number) => (isToxic(row) ? "inf" : -7), 1],
    ["booleans", (row: number) => (isToxic(row) ? "True" : "False"), 1],
  ])("scores %s", async (_, cells, score) => {
    expect(Math.abs((await gradeRows(cells)) / score - 1)).toBeLessThan(1e-12);
  });

  test("accepts the answers' name of the column, but not both names", async () => {
    expect(await gradeRows(spread, "id,toxicity")).toBeCloseTo(0.3659578706125927, 12);
    await expect(gradeRows((row) => `0.5,${spread(row)}`, "id,toxicity,prediction")).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { column: "toxicity" },
    });
  });

  test("rejects text, and predictions that give an identity an AUC of 0", async () => {
    await expect(gradeRows((row) => (row === 5 ? "x" : 0.5))).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { row: 6, column: "prediction" },
    });
    await expect(gradeRows((row) => (isToxic(row) ? 0 : 1))).rejects.toMatchObject({
      name: "InvalidSubmissionError",
      details: { expected: "a higher AUC" },
    });
  });
});

test("a test table with another number of columns is rejected", async () => {
  const work = prepareChanged("test_private_expanded.csv", ([header, ...lines]) => [
    `${header},more`,
    ...lines,
  ]);
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Wrong number of columns: 46",
    details: { file: expect.stringMatching(/test_private_expanded\.csv$/) },
  });
});
