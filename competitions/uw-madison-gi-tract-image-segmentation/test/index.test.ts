import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, { blankAnswers: ["predicted"] });

const harness = createTestHarness(competition);

describe("grading scans", () => {
  const id = (slice: number, day = 1): string => `case1_day${day}_slice_000${slice}`;
  const grade = (
    truths: readonly (readonly [string, string])[],
    predictions: readonly (readonly [string, string])[],
  ) =>
    harness.grade({
      submission: [
        "id,class,predicted",
        ...predictions.map(([name, runs]) => `${name},stomach,${runs}`),
      ].join("\n"),
      answers: [
        "id,class,predicted,image_width,image_height",
        ...truths.map(([name, runs]) => `${name},stomach,${runs},5.0,4.0`),
      ].join("\n"),
    });
  const truths = [
    [id(1), "1 4"],
    [id(2), ""],
    [id(1, 2), "2 2"],
  ] as const;

  // Scores of the reference.
  test("slices that are empty on both sides do not count", async () => {
    expect(
      await grade(truths, [
        [id(1), "1 2"],
        [id(2), ""],
        [id(1, 2), "2 2"],
      ]),
    ).toBe(0.8467307929548895);
  });

  test("rows are paired by position: IDs only make the volumes", async () => {
    expect(
      await grade(truths, [
        ["x_slice_1", "1 4"],
        ["x_slice_2", ""],
        ["y", "2 2"],
      ]),
    ).toBe(1);
    expect(
      await grade(truths, [
        [id(1, 2), "2 2"],
        [id(2), ""],
        [id(1), "1 4"],
      ]),
    ).toBe(0.8666666666666667);
  });

  test("rows may be missing or too many, and a file without rows has no score", async () => {
    expect(await grade(truths, [[id(1), "1 4"]])).toBe(1);
    expect(await grade(truths, [...truths, [id(9), "no mask"]])).toBe(1);
    expect(await grade(truths, [])).toBeNaN();
  });

  test("slices of one day must have one size", async () => {
    const error = await harness
      .grade({
        submission: "id,class,predicted\na_slice_1,x,1 1\na_slice_2,x,1 1\n",
        answers: "id,class,predicted,image_width,image_height\na_slice_1,x,1 1,5,4\nb_slice_1,x,1 1,4,4\n",
      })
      .catch(describeError);
    expect(error).toContain('Masks of different sizes in one volume (row 2, column "id")');
  });

  test.each([
    ["", "Missing value"],
    ["7", "Unexpected number"],
  ])("an ID %j is rejected", async (name, reason) => {
    const error = await grade(truths.slice(0, 1), [[name, "1 4"]]).catch(describeError);
    expect(error).toContain(reason);
  });
});

describe("preparing scans", () => {
  test("days after a patient's fourth by number are tested, with files of no row where their patient is", async () => {
    const { public: publicDir, private: privateDir } = await harness.prepare((raw) => {
      const days = [1, 9, 10, 2, 20].flatMap((day) => [`case1_day${day}`]);
      const scans = ["case2_day0", ...days, "case3_day0"];
      for (const scan of [...scans, "case1_day77"]) {
        const folder = join(raw, "train", scan.split("_")[0], scan, "scans");
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "slice_0001_5_4_1.50_1.50.png"), "image");
        writeFileSync(join(folder, "slice_0001_notes.txt"), "none");
      }
      const rows = scans.map((scan) => `${scan}_slice_0001,stomach,${scan.endsWith("0") ? "" : "1 4"}`);
      writeFileSync(join(raw, "train.csv"), `id,class,segmentation\n${rows.join("\n")}\n`);
    });
    const answers = readFileSync(join(privateDir, "test.csv"), "utf8");
    expect(answers).toContain("case1_day20_slice_0001,stomach,,5.0,4.0\n");
    expect(answers).not.toContain("case1_day9");
    expect(existsSync(join(publicDir, "test/case1/case1_day20/scans/slice_0001_5_4_1.50_1.50.png"))).toBe(
      true,
    );
    expect(existsSync(join(publicDir, "train/case1/case1_day77/scans/slice_0001_notes.txt"))).toBe(true);
  });

  test("a slice without its image is rejected", async () => {
    const work = harness.prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 0, size: 2 });
      const [, row] = readFileSync(join(raw, "train.csv"), "utf8").split("\n");
      rmSync(join(raw, "train"), { recursive: true });
      const name = row.split("_")[0];
      mkdirSync(join(raw, "train", name, row.split("_slice_")[0], "scans"), { recursive: true });
    });
    await expect(work).rejects.toMatchObject({ kind: "user" });
  });
});
