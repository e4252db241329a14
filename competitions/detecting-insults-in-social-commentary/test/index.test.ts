import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const home = mkdtempSync(join(tmpdir(), "mlebench-insults-"));
afterAll(() => rmSync(home, { recursive: true }));

describe("preparing raw data that are not Kaggle's", () => {
  const train = ["Insult,Date,Comment", '1,,"""a"""', '0,20120618192155Z,"""b"""'];
  const solutions = ["Insult,Date,Comment,Usage", '1,,"""c""",PublicTest', '0,,"""d""",PrivateTest'];
  let attempts = 0;

  const prepare = (trainLines: readonly string[], solutionLines: readonly string[]): Promise<void> => {
    const top = join(home, String(attempts++));
    const [raw, open, secret] = ["raw", "public", "private"].map((name) => join(top, name));
    for (const folder of [raw, open, secret]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(raw, "train.csv"), trainLines.join("\n"));
    writeFileSync(join(raw, "test_with_solutions.csv"), solutionLines.join("\n"));
    return competition.prepare({ raw, public: open, private: secret });
  };
  const failure = (work: Promise<void>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  test("works on the whole lines that the other cases break", async () => {
    await prepare(train, solutions);
  });

  test("names the columns when they are others", async () => {
    const cases = [
      [["Insult,Comment,Date", "1,a,"], solutions],
      [train, ["Insult,Date,Comment", "1,,c"]],
      [[], solutions],
    ];
    for (const [trainLines, solutionLines] of cases) {
      const error = await failure(prepare(trainLines, solutionLines));
      expect(error).toMatchObject({
        kind: "user",
        message: "The columns are not those of the competition",
        details: { expected: expect.stringContaining("Insult, Date, Comment") },
      });
    }
  });

  test("finds a comment that is in both sets", async () => {
    const error = await failure(prepare([...train, '0,,"""d"""'], solutions));
    expect(error).toMatchObject({
      kind: "user",
      message: "A comment of the test set is also in train.csv",
      details: { row: 2, column: "Comment" },
    });
  });

  test("counts a missing comment as one", async () => {
    expect(await failure(prepare(train, [...solutions, "0,,,PublicTest"]))).toBeUndefined();
    const error = await failure(prepare([...train, "0,,"], [...solutions, "0,,,PublicTest"]));
    expect(error).toMatchObject({ kind: "user", details: { row: 3, column: "Comment" } });
  });

  test("finds a comment that pandas could not read back", async () => {
    const error = await failure(prepare(train, [...solutions, '0,,"e\rf",PublicTest']));
    expect(error).toMatchObject({ kind: "user", details: { row: 3, column: "Comment" } });
  });
});

describe("grading comments that are there many times", () => {
  const grade = (order: readonly number[]): Promise<number> => {
    const files = { submission: join(home, "submission.csv"), answers: join(home, "answers.csv") };
    const comment = (i: number): string => `"""c${(i * 7) % 5}"""`;
    const rows = Array.from({ length: 60 }, (_, i) => i);
    const answers = rows.map((i) => `${(i * i) % 3 === 0 ? 1 : 0},,${comment(i)},PublicTest`);
    writeFileSync(files.answers, ["Insult,Date,Comment,Usage", ...answers].join("\n"));
    const predictions = order.map((i) => `${((i * 37) % 60) / 60},${comment(i)}`);
    writeFileSync(files.submission, ["Insult,Comment", ...predictions].join("\n"));
    return competition.grade(files);
  };
  const rows = Array.from({ length: 60 }, (_, i) => i);

  test("tells them apart as NumPy's unstable sort does", async () => {
    // Recorded from the reference's grader.
    expect(await grade(rows)).toBe(0.47500000000000003);
    expect(await grade([...rows].reverse())).toBe(0.5375);
  });
});
