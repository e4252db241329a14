import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("grading boxes", () => {
  function grade(...cells: readonly string[]): Promise<number> {
    const rows = cells.map((cell, i) => `${"abc"[i]},${cell}`);
    return harness.grade({
      submission: ["id,PredictionString", ...rows].join("\n"),
      answers:
        "id,PredictionString\na,typical 1 0 0 1 1\nb,opacity 1 0 0 10 10 opacity 1 20 20 30 30\nc,none 1 0 0 1 1\n",
    });
  }

  // Scores of the reference.
  test("an unmatched box is found last, and classes that the answers lack do not count", async () => {
    expect(
      await grade("typical .5 0 0 1 1", "opacity .9 1 1 10 10 opacity .8 0 0 10 10", "opacity 1 0 0 1 1"),
    ).toBe(0.5944444444444444);
    expect(
      await grade(
        "typical 1 0 0 1 1",
        "opacity 1 0 0 10 10 opacity 1 20 20 30 30",
        "none 1 0 0 1 1 dog nan 1 1 1 1",
      ),
    ).toBe(1);
  });

  test("no prediction at all is a blank, because nothing reads as missing", async () => {
    expect(await grade(" ", " ", " ")).toBe(0.38888888888888884);
  });

  test.each([
    ["typical 1 0 0 1", "Incomplete box: 5 values"],
    ["typical 1 0 0 1 one", "Invalid ymax of box 1"],
    ["none 1 0 0 1 1 typical inf 0 0 1 1", "Invalid confidence of box 2"],
    ["", "Missing value"],
  ])("refuses %j", async (cell, reason) => {
    const error = await grade("none 1 0 0 1 1", cell, "typical high 0 0 1 1").catch(describeError);
    expect(error).toContain(reason);
    expect(error).toContain('row 2, column "PredictionString"');
  });
});

describe("preparing studies", () => {
  test("images follow their study, with all files of its folder", async () => {
    const { public: publicDir, private: privateDir } = await harness.prepareChanged(
      "train_study_level.csv",
      (lines) => lines,
    );
    const sample = readFileSync(join(publicDir, "sample_submission.csv"), "utf8");
    const answers = readFileSync(join(privateDir, "test.csv"), "utf8");
    const ids = (text: string): string[] => text.split("\n").map((line) => line.split(",")[0]);
    expect(ids(sample)).toEqual(ids(answers));
    const studies = ids(answers)
      .filter((id) => id.endsWith("_study"))
      .map((id) => id.replace("_study", ""));
    expect(readdirSync(join(publicDir, "test")).toSorted()).toEqual(studies);
    const parts = ["train", "test"].map((part) => join(publicDir, part));
    expect(
      parts.flatMap((part) =>
        readdirSync(part).filter((study) => existsSync(join(part, study, "NOTES.TXT"))),
      ),
    ).toHaveLength(1);
  });

  test("an image of no study is rejected", async () => {
    const work = harness.prepareChanged("train_image_level.csv", (lines) => [
      ...lines,
      "x_image,,none 1 0 0 1 1,y",
    ]);
    await expect(work).rejects.toMatchObject({ kind: "user", details: { column: "StudyInstanceUID" } });
  });
});
