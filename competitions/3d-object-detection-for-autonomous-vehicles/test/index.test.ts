import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare } = createTestHarness(competition);

describe("preparing", () => {
  /** A miniature of which one table has been changed. */
  const prepareChanged = (name: string, change: (text: string) => string) =>
    prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 3, size: 10 });
      const path = join(raw, name);
      writeFileSync(path, change(readFileSync(path, "utf8")));
    });
  const table = (directory: string, name: string): Record<string, unknown>[] =>
    JSON.parse(readFileSync(join(directory, name), "utf8"));

  test("follows the split of the logs in all tables", async () => {
    const { public: made } = await prepareChanged("train.csv", (text) => text);
    for (const part of ["train", "test"]) {
      const logs = new Set(table(made, `${part}_data/log.json`).map(({ token }) => token));
      expect(logs.size).toBeGreaterThan(0);
      const samples = table(made, `${part}_data/sample.json`);
      expect(samples.every(({ scene_token }) => logs.has(scene_token))).toBe(true);
      const tokens = new Set(samples.map(({ token }) => token));
      const media = table(made, `${part}_data/sample_data.json`);
      expect(media.every(({ sample_token }) => tokens.has(sample_token))).toBe(true);
      const poses = table(made, `${part}_data/ego_pose.json`).map(({ token }) => token);
      expect(poses).toEqual(media.map(({ ego_pose_token }) => ego_pose_token));
    }
  });

  test("lists the logs of the test set in both maps, as the reference does", async () => {
    const { public: made } = await prepareChanged("train.csv", (text) => text);
    const [train, tested] = ["train", "test"].map((part) => table(made, `${part}_data/map.json`));
    const logs = table(made, "test_data/log.json").map(({ token }) => token);
    expect(train).toEqual(tested);
    expect([...(train[0].log_tokens as string[])].sort()).toEqual(logs.sort());
  });

  test("takes records with different fields", async () => {
    const { public: made } = await prepareChanged("train_data/log.json", (text) =>
      text.replace('"logfile": ""', '"logfile": "", "extra": [1.50, {"b": "é"}]'),
    );
    const logs = ["train", "test"].map((part) => readFileSync(join(made, `${part}_data/log.json`), "utf8"));
    expect(logs.join("")).toContain('"logfile": "", "extra": [1.5, {"b": "\\u00e9"}]}');
  });

  test.each([
    [
      "a sample of no scene",
      "train_data/sample.json",
      /"scene_token": "\w+"/,
      '"scene_token": "x"',
      "Record refers to nothing",
    ],
    ["a record without a token", "train_data/log.json", /"token": "\w+"/, '"token": 5', "Invalid record"],
    [
      "a pose that nothing refers to",
      "train_data/ego_pose.json",
      /"token": "\w+"/,
      '"token": "x"',
      "Records differ from those that sample_data.json refers to",
    ],
    [
      "a sample without a row",
      "train.csv",
      /\n\w+,[^\n]*\n$/,
      "\n",
      "Samples differ from those of sample.json",
    ],
    [
      "files of another kind",
      "train_data/sample_data.json",
      '"fileformat": "jpeg"',
      '"fileformat": "png"',
      "Unexpected file",
    ],
    ["half a table", "train_data/sample_annotation.json", /\]\s*$/, "", "Unexpected end of JSON"],
  ])("rejects %s", async (_, name, pattern, replacement, message) => {
    await expect(prepareChanged(name, (text) => text.replace(pattern, replacement))).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });
});

describe("grading", () => {
  const header = "Id,PredictionString\n";
  const answers = `${header}a,1.0 0 0 0 2 4 1 0 car 1.0 10 0 0 2 4 1 0 car 1.0 20 0 0 2 4 1 0 car\nb,1.0 0 0 0 2 4 1 0 car\n`;
  const gradeBoxes = (first: string, second = "1.0 0 0 0 2 4 1 0 car"): Promise<number> =>
    grade({ submission: `${header}b,${second}\na,${first}\n`, answers });
  const truth = "1.0 0 0 0 2 4 1 0 car 1.0 10 0 0 2 4 1 0 car 1.0 20 0 0 2 4 1 0 car";

  test("a sample without predictions scores 0", async () => {
    expect(await gradeBoxes(truth)).toBe(1);
    expect(await gradeBoxes(truth, "")).toBe(0.5);
    expect(await gradeBoxes(truth, "   ")).toBe(0.5);
  });

  test("ignores boxes of classes that the sample does not contain, whatever they are", async () => {
    expect(await gradeBoxes(truth, "1.0 0 0 0 2 4 1 0 car 0.5 nan inf 0 -1 0 1 nan bus")).toBe(1);
  });

  test("orders boxes without a confidence as Python does", async () => {
    const boxes = ["0.1 50", "nan 0", "0.9 60", "nan 10", "0.5 20"].map(
      (start) => `${start} 0 0 2 4 1 0 car`,
    );
    expect(await gradeBoxes(boxes.join(" "), "")).toBeCloseTo(0.3, 15);
  });

  test("takes infinite heights, as the reference does", async () => {
    expect(await gradeBoxes(truth, "1.0 0 0 inf 2 4 inf 0 car")).toBe(0.5);
  });

  test.each([
    ["two spaces", "1.0  0 0 0 2 4 1 0 car"],
    ["a space at the end", "1.0 0 0 0 2 4 1 0 car "],
    ["no confidence", "0 0 0 2 4 1 0 car"],
    ["a word for a number", "1.0 0 0 0 two 4 1 0 car"],
    ["a size of 0", "1.0 0 0 0 0 4 1 0 car"],
    ["a missing coordinate", "1.0 0 nan 0 2 4 1 0 car"],
    ["an infinite yaw", "1.0 0 0 0 2 4 1 inf bus"],
    ["coordinates that rounding bends", "1.0 1e9 0 0 2 4 1 0.3 car"],
  ])("refuses %s", async (_, boxes) => {
    await expect(gradeBoxes(truth, boxes)).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: 1, column: "PredictionString" },
    });
  });
});
