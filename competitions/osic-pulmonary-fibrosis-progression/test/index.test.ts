import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, {
  blankAnswers: ["FVC"],
  skip: [
    {
      test: "no submission scores better than gold",
      reason: "gold has a confidence of 100, and 70 is the best for predictions that are right",
    },
  ],
});

const harness = createTestHarness(competition);

describe("preparing visits", () => {
  const rows = (path: string): string[][] =>
    readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));

  test("every test patient has a row for every week, and the first visit is public", async () => {
    const made = await harness.prepare((out) => competition.miniature.write({ out, seed: 3, size: 180 }));
    const answers = rows(join(made.private, "test.csv"));
    const weeks = answers.map((row) => Number(row[1]));
    const length = Math.max(...weeks) - Math.min(...weeks) + 1;
    const visits = rows(join(made.public, "test.csv"));
    expect(answers.length).toBe(visits.length * length);
    for (const [patient, week, volume] of visits) {
      const measured = answers.filter((row) => row[0] === patient && row[2] !== "");
      expect(week).toBe(measured[0][1]);
      expect(Number(volume)).toBe(Number(measured[0][2]));
    }
  });

  test("two visits of a test patient in one week are rejected, as in the reference", async () => {
    const work = harness.prepareChanged("train.csv", ([header, ...lines]) => [header, ...lines, ...lines]);
    await expect(work).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining("Duplicate value"),
      details: { file: expect.stringMatching(/train\.csv$/), column: "Patient" },
    });
  });
});

describe("grading", () => {
  const answers = `Patient,Weeks,FVC,Patient_Week,Confidence
A,-1,2000.0,A_-1,100
A,0,,A_0,100
A,9,2100.0,A_9,100
A,10,2200.0,A_10,100
A,11,2300.0,A_11,100
`;
  const grade = (rows: string): Promise<number> =>
    harness.grade({ submission: `Patient_Week,FVC,Confidence\n${rows}`, answers });
  const perfect = -Math.log(70 * Math.SQRT2);

  // Scores of the reference.
  test.each([
    ["a row that is not among a patient's last three visits", "A_-1,9,9\nA_10,2200,70\n", perfect],
    ["a week without a visit", "A_0,9,9\nA_10,2200,70\n", perfect],
    ["a deviation below 70, or none", "A_9,2100,1\nA_10,2200,\nA_11,2300,-5\n", perfect],
    ["an error above 1000", "A_9,1e9,70\n", perfect - (1000 * Math.SQRT2) / 70],
    ["a repeated row that is not scored", "A_0,9,9\nA_0,8,8\nA_11,2300,70\nA_9,2100,70\n", perfect],
    ["several predictions for the only answer", "A_9,2100,70\nA_9,2170,70\n", perfect - Math.SQRT2 / 2],
    ["booleans", "A_9,True,True\n", perfect - (1000 * Math.SQRT2) / 70],
  ])("%s", async (_, rows, score) => {
    expect(await grade(rows)).toBeCloseTo(score, 13);
  });

  test.each([
    ["no scored row", "A_0,2000,100\n"],
    ["a missing prediction", "A_9,,100\n"],
  ])("%s gives no number, as in the reference", async (_, rows) => {
    expect(await grade(rows)).toBeNaN();
  });

  test("a repeated row among several is rejected without naming the weeks that are scored", async () => {
    const message = await grade("A_0,1,1\nA_0,2,2\nA_9,1,1\nA_9,2,2\nA_10,1,1\n").catch(describeError);
    expect(message).toMatch(/Duplicate value.*row 2,/);
  });

  test.each([
    ["an unknown week", "A_12,2000,100\nA_9,1,1\n", 1],
    ["text in a row that is not scored", "A_9,1,1\nA_0,none at all,100\n", 2],
  ])("%s is rejected with its row", async (_, rows, row) => {
    await expect(grade(rows)).rejects.toMatchObject({ kind: "invalid-submission", details: { row } });
  });
});
