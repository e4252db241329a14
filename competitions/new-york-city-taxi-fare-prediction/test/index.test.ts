import { isInvalidSubmission } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("grading", () => {
  const answers = "key,fare_amount\nb,10\na,4\nc,7\n";
  const grade = (rows: string): Promise<number> =>
    harness.grade({ submission: `key,fare_amount\n${rows}`, answers });

  test("matches rows by sorted key", async () => {
    expect(await grade("c,7\nb,10\na,4\n")).toBe(0);
    expect(await grade("c,10\nb,13\na,7\n")).toBe(3);
  });

  test("scores other keys by their order, and missing ones last, as the reference does", async () => {
    expect(await grade("z,7\nx,4\ny,10\n")).toBe(0);
    expect(await grade(",7\nx,4\ny,10\n")).toBe(0);
  });

  test.each([
    ["another number of rows", "a,4\nb,10\n", undefined],
    ["a fare that is no number", "c,7\nb,ten\na,4\n", 2],
    ["a missing fare", "c,7\nb,10\na,\n", 3],
    ["an infinite fare", "c,inf\nb,10\na,4\n", 1],
  ])("refuses %s and names the row as it is in the file", async (_, submission, row) => {
    const error: unknown = await grade(submission).catch((thrown) => thrown);
    expect(isInvalidSubmission(error)).toBe(true);
    expect((error as { details: { row?: number } }).details.row).toBe(row);
  });
});

test("columns that Kaggle does not have are rejected, as in the reference", async () => {
  const work = harness.prepareChanged("train.csv", (lines) =>
    lines.map((line, i) => `${line},${i === 0 ? "extra" : 1}`),
  );
  await expect(work).rejects.toMatchObject({
    kind: "user",
    message: "Wrong number of columns: 9",
    details: { file: expect.stringMatching(/train\.csv$/), expected: "8" },
  });
});
