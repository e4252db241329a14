import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("grading ink", () => {
  const grade = (truth: string, prediction: string): Promise<number> =>
    harness.grade({
      submission: `Id,Predicted\na,${prediction}\n`,
      answers: `Id,Predicted,width,height\na,${truth},3,4\n`,
    });

  // Scores of the reference.
  test("precision weighs more than recall", async () => {
    expect(await grade("1 8", "1 4")).toBe(0.8333333333333334);
    expect(await grade("1 4", "1 8")).toBe(0.5555555555555556);
  });

  test("pixels beyond the end of the fragment do not count", async () => {
    expect(await grade("11 2", "11 200")).toBe(1);
  });

  test("no ink at all is a blank, because nothing reads as missing", async () => {
    expect(await grade("1 4", " ")).toBe(0);
    expect(await grade("1 4", "").catch(describeError)).toContain(
      'Missing value (row 1, column "Predicted")',
    );
  });

  test("further columns are rejected", async () => {
    const work = harness.grade({
      submission: "Id,Predicted,note\na,1 1,x\n",
      answers: "Id,Predicted,width,height\na,1 1,3,4\n",
    });
    expect(await work.catch(describeError)).toContain("Unexpected column: `note`");
  });
});

describe("preparing fragments", () => {
  test("ink of the third fragment stays private, in whatever folder it is", async () => {
    const { public: publicDir, private: privateDir } = await harness.prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 0, size: 2 });
      writeFileSync(join(raw, "train/3/surface_volume/ir.png"), "photo");
      writeFileSync(join(raw, "train/1/notes.txt"), "kept");
    });
    expect(readdirSync(join(publicDir, "test/a"))).toEqual(["mask.png", "surface_volume"]);
    expect(readdirSync(join(publicDir, "test/a/surface_volume"))).toEqual(["00.tif", "01.tif"]);
    expect(existsSync(join(publicDir, "train/1/notes.txt"))).toBe(true);
    const answers = readFileSync(join(privateDir, "inklabels_rle.csv"), "utf8");
    expect(answers).toMatch(/^Id,Predicted,width,height\na,[\d ]+,\d+,\d+\n$/);
  });

  test("labels of more than one fragment are rejected", async () => {
    const work = harness.prepareChanged("train/3/inklabels_rle.csv", (lines) => [...lines, lines[1]]);
    await expect(work).rejects.toMatchObject({ kind: "user", message: expect.stringContaining("rows: 2") });
  });
});
