import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { expect, it } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
const header = "event_id,azimuth,zenith";
const grade = (submission: readonly string[], answers: readonly string[]): Promise<number> =>
  harness.grade({ submission: `${submission.join("\n")}\n`, answers: `${answers.join("\n")}\n` });

it("requires the same set of IDs, whichever of them repeat", async () => {
  const answers = [header, "1,0.5,1.5", "1,2.5,0.25", "2,4.0,3.0"];
  const submission = ["zenith,event_id,azimuth", "1.0,2,1", "0.5,1.0,2", "2.0,2,5"];
  // What the reference gives.
  expect(await grade(submission, answers)).toBeCloseTo(1.1819481694754934, 12);
  await expect(grade([header, "1,0,1.5", "2,0,0.25", "3,1,3.0"], answers)).rejects.toThrow("Unknown ID: `3`");
});

it("rejects booleans and missing or infinite values as angles", async () => {
  const answers = [header, "1,0.5,1.5", "2,4.0,3.0"];
  for (const [cells, message] of [
    [["True", "False"], 'Invalid number: `True` (row 1, column "zenith")'],
    [["1", "north"], 'Invalid number: `north` (row 2, column "zenith")'],
    [["1", ""], 'Missing value (row 2, column "zenith")'],
    [["1", "-inf"], 'Infinite value: `-inf` (row 2, column "zenith")'],
  ] as const) {
    const lines = cells.map((cell, i) => `${i + 1},1.5,${cell}`);
    await expect(grade([header, ...lines], answers)).rejects.toMatchObject({
      kind: "invalid-submission",
      message: expect.stringContaining(message),
    });
  }
});

it("reports damaged answers as a grader error", async () => {
  await expect(grade([header, "1,1,1.5"], [header, "1,,1.5"])).rejects.toMatchObject({ kind: "grader" });
});
