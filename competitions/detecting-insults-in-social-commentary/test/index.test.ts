import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing raw data that is not Kaggle's", () => {
  const train = ["Insult,Date,Comment", '1,,"""a"""', '0,20120618192155Z,"""b"""'];
  const solutions = ["Insult,Date,Comment,Usage", '1,,"""c""",PublicTest', '0,,"""d""",PrivateTest'];

  const prepare = (trainLines: readonly string[], solutionLines: readonly string[]) =>
    harness.prepare({
      "train.csv": trainLines.join("\n"),
      "test_with_solutions.csv": solutionLines.join("\n"),
    });

  test("accepts the complete lines that the other cases break", async () => {
    await prepare(train, solutions);
  });

  test("names unexpected columns and a wrong order", async () => {
    const cases = [
      [["Insult,Comment,Date", "1,a,"], solutions, "Wrong order of columns"],
      [train, ["Insult,Date,Comment", "1,,c"], "Missing column: `Usage`"],
    ] as const;
    for (const [trainLines, solutionLines, message] of cases) {
      await expect(prepare(trainLines, solutionLines)).rejects.toMatchObject({
        kind: "user",
        message: expect.stringContaining(message),
        details: { expected: expect.stringContaining("`Insult`, `Date`, `Comment`") },
      });
    }
  });

  test("calls a file of 0 bytes empty", async () => {
    await expect(prepare([], solutions)).rejects.toMatchObject({
      kind: "user",
      message: "Raw file `train.csv` is empty",
      details: { expected: "a CSV file with a header" },
    });
  });

  test("finds a comment that is in both sets", async () => {
    await expect(prepare([...train, '0,,"""d"""'], solutions)).rejects.toMatchObject({
      kind: "user",
      message: "A comment of the test set is also in train.csv",
      details: { row: 2, column: "Comment" },
    });
  });

  test("counts a missing comment as one", async () => {
    const withMissing = [...solutions, "0,,,PublicTest"];
    await prepare(train, withMissing);
    await expect(prepare([...train, "0,,"], withMissing)).rejects.toMatchObject({
      kind: "user",
      details: { row: 3, column: "Comment" },
    });
  });

  test("finds a comment that pandas could not read back", async () => {
    await expect(prepare(train, [...solutions, '0,,"e\rf",PublicTest'])).rejects.toMatchObject({
      kind: "user",
      details: { row: 3, column: "Comment" },
    });
  });
});

describe("grading repeated comments", () => {
  const grade = (order: readonly number[]): Promise<number> => {
    const comment = (i: number): string => `"""c${(i * 7) % 5}"""`;
    const rows = Array.from({ length: 60 }, (_, i) => i);
    const answers = rows.map((i) => `${(i * i) % 3 === 0 ? 1 : 0},,${comment(i)},PublicTest`);
    const predictions = order.map((i) => `${((i * 37) % 60) / 60},${comment(i)}`);
    return harness.grade({
      submission: ["Insult,Comment", ...predictions].join("\n"),
      answers: ["Insult,Date,Comment,Usage", ...answers].join("\n"),
    });
  };
  const rows = Array.from({ length: 60 }, (_, i) => i);

  test("orders them as NumPy's unstable sort does", async () => {
    // Recorded from the reference's grader.
    expect(await grade(rows)).toBe(0.47500000000000003);
    expect(await grade([...rows].reverse())).toBe(0.5375);
  });
});
