import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { classes } from "../src/classes.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
const metadata = "FSDKaggle2019.meta";
const header = ["fname", ...classes].join(",");

/** A line of a submission or of the answers: labels by name, all others 0. */
const line = (fname: string, values: Readonly<Record<string, number | string>>): string =>
  [fname, ...classes.map((name) => values[name] ?? 0)].join(",");

/** The private answers of test clips with these labels, as the lines of the file from Zenodo. */
async function answersOf(lines: readonly string[], clips: readonly string[]): Promise<string[]> {
  const { private: directory } = await harness.prepare({
    "sample_submission.csv": `${[header, ...clips.map((fname) => line(fname, {}))].join("\n")}\n`,
    [`${metadata}/test_post_competition.csv`]: `${["fname,labels,usage", ...lines].join("\n")}\n`,
  });
  return readFileSync(join(directory, "test.csv"), "utf8").trimEnd().split("\n");
}

describe("preparing", () => {
  test("keeps the labels of private clips in the order of their file, and no label outside of the 80", async () => {
    const lines = ['b.wav,"Bark,Gasp",Private', "c.wav,Buzz,Public", 'a.wav,"Bark, Gasp,Howl",Private'];
    expect(await answersOf(lines, ["a.wav", "b.wav"])).toEqual([
      header,
      line("b.wav", { Bark: 1, Gasp: 1 }),
      line("a.wav", { Bark: 1 }),
    ]);
  });

  test("copies all of Kaggle's files and folders, and nothing of the file from Zenodo", async () => {
    const directories = await harness.prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 3, size: 4 });
      mkdirSync(join(raw, "train_curated"));
      await extractArchive(join(raw, "train_curated.zip"), join(raw, "train_curated"));
      rmSync(join(raw, "train_curated.zip"));
      writeFileSync(join(raw, "notes.txt"), "");
    });
    expect(readdirSync(directories.public).sort()).toEqual([
      "notes.txt",
      "sample_submission.csv",
      "test.zip",
      "train_curated",
      "train_curated.csv",
      "train_noisy.csv",
      "train_noisy.zip",
    ]);
    expect(readdirSync(join(directories.public, "train_curated"))).toHaveLength(4);
    expect(existsSync(join(directories.raw, `${metadata}.zip`))).toBe(true);
  });

  test.each([
    ["fewer clips", ["a.wav"], "Wrong number of rows: 1"],
    ["other clips", ["a.wav", "x.wav"], "Clips differ"],
  ])("rejects a sample submission with %s", async (_, clips, words) => {
    const error = await answersOf(["b.wav,Bark,Private", "a.wav,Buzz,Private"], clips).catch(describeError);
    expect(error).toContain(words);
    expect(error).toContain("sample_submission.csv");
  });

  test("rejects a private clip without labels", async () => {
    const error = await answersOf(["a.wav,,Private"], ["a.wav"]).catch(describeError);
    expect(error).toMatch(/test_post_competition\.csv, row 1, column "labels"/);
  });

  test("names the missing file and its archive", async () => {
    const error = await harness.prepare({ "sample_submission.csv": "x\n" }).catch(describeError);
    expect(error).toContain(`Missing raw file \`${metadata}.zip\``);
  });
});

describe("grading", () => {
  const answers = [
    header,
    line("a.wav", { Bark: 1, Buzz: 1 }),
    line("b.wav", { Gasp: 1 }),
    line("c.wav", {}),
  ];
  const grade = (...lines: string[]) =>
    harness.grade({ submission: lines.join("\n"), answers: answers.join("\n") });
  const good = { Bark: 0.9, Buzz: 0.2, Gasp: 0.4 };

  // Scores of the Python reference. It counts a clip without labels for nothing.
  test("weighs clips by their labels, and puts equal scores on the lowest rank", async () => {
    const tied = [
      line("c.wav", {}),
      line("a.wav", { ...good, Bus: 0.2 }),
      line("b.wav", { Bark: 1, Gasp: 1 }),
    ];
    expect(await grade(header, ...tied)).toBeCloseTo((1 + 2 / 4 + 1 / 2) / 3, 14);
    expect(await grade(header, line("a.wav", {}), line("b.wav", {}), line("c.wav", {}))).toBeCloseTo(
      (2 / 80 + 2 / 80 + 1 / 80) / 3,
      14,
    );
  });

  test("looks at no number of a clip without labels, but lets no text pass there", async () => {
    const rows = [line("a.wav", good), line("b.wav", good)];
    expect(await grade(header, ...rows, line("c.wav", { Bark: "" }))).toBeCloseTo(
      (1 + 2 / 3 + 1 / 2) / 3,
      14,
    );
    await expect(grade(header, ...rows, line("c.wav", { Bark: "none at all" }))).rejects.toThrow(/row 3/);
    await expect(grade(header, line("a.wav", { Bark: "" }), rows[1], line("c.wav", {}))).rejects.toThrow(
      /row 1/,
    );
  });

  test("takes booleans, but not throughout", async () => {
    const mixed = [
      line("a.wav", { Bark: "True" }),
      line("b.wav", { Bark: "False" }),
      line("c.wav", { Bark: "True" }),
    ];
    expect(await grade(header, ...mixed)).toBeCloseTo((1 + 2 / 80 + 1 / 80) / 3, 14);
    const throughout = ["a.wav", "b.wav", "c.wav"].map((name) =>
      [name, ...classes.map(() => "True")].join(","),
    );
    await expect(grade(header, ...throughout)).rejects.toThrow(/All values are booleans/);
  });

  test("requires the columns of the sample submission in their order", async () => {
    const rows = ["a.wav", "b.wav", "c.wav"].map((name) => line(name, good));
    await expect(grade(header.replace("Bark,Bass_drum", "Bass_drum,Bark"), ...rows)).rejects.toThrow(/order/);
    const last = [...classes, "fname"].join(",");
    const moved = rows.map((row) => `${row.slice(6)},${row.slice(0, 5)}`);
    await expect(grade(last, ...moved)).rejects.toThrow(/order/);
    await expect(grade(`${header},more`, ...rows.map((row) => `${row},1`))).rejects.toThrow(
      /Unexpected column/,
    );
  });
});
