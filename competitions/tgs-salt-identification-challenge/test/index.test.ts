import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("grading salt masks", () => {
  const home = mkdtempSync(join(tmpdir(), "tgs-"));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function grade(truths: readonly string[], submission: readonly string[]): Promise<number> {
    const files = { answers: join(home, "answers.csv"), submission: join(home, "submission.csv") };
    writeFileSync(files.answers, `id,rle_mask\n${truths.join("\n")}\n`);
    writeFileSync(files.submission, `id,rle_mask\n${submission.join("\n")}\n`);
    return competition.grade(files);
  }

  // Scores of the reference.
  test("an empty prediction of a mask scores as a full one", async () => {
    expect(await grade(["a1,1 10201", "b2,1 8000"], ["a1,", "b2,1 1"])).toBe(0.5);
    expect(await grade(["a1,1 8000"], ["a1,"])).toBe(0.6);
  });

  test("any prediction for an image without salt scores 0, none scores 1", async () => {
    expect(await grade(["a1,", "b2,"], ["b2,", "a1,10201 1"])).toBe(0.5);
  });

  test("a broken mask is reported by its row in the submission, not in the answers", async () => {
    const error = await grade(["a1,1 5", "b2,1 5", "c3,1 5"], ["c3,1 5", "b2,7 x", "a1,1 5"]).catch(
      describeError,
    );
    expect(error).toContain("row 2");
  });

  test("a column of numbers is refused", async () => {
    const error = await grade(["a1,1 5", "b2,1 5"], ["a1,5", "b2,7"]).catch(describeError);
    expect(error).toMatch(/A value is a number.*row 1.*"rle_mask"/);
  });
});
