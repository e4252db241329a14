import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSevenZip } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing recordings", () => {
  const prepare = (paths: readonly string[]) => {
    const members = paths.map((path) => ({ name: `train/audio/${path}`, data: Buffer.from(path) }));
    return harness.prepare((raw) => createSevenZip(join(raw, "train.7z"), members));
  };
  const tested = (directory: string): string => readFileSync(join(directory, "clip_00000000.wav"), "utf8");

  test("they are in the order of label and name joined by `_`, and only .wav files count", async () => {
    // The third of five is drawn for testing. "a_" is before "a" because "a__" is before "a_b".
    const ordered = ["_noise_/z.wav", "a_/1.wav", "a/b.wav", "a/c.wav", "b/a.wav"];
    const made = await prepare([...ordered, "a/notes.txt", "b/1.WAV"].reverse());
    expect(tested(join(made.public, "test/audio"))).toBe("a/b.wav");
    expect(readFileSync(join(made.private, "test.csv"), "utf8")).toBe("fname,label\nclip_00000000.wav,a\n");
    expect(readFileSync(join(made.public, "sample_submission.csv"), "utf8")).toBe(
      "fname,label\nclip_00000000.wav,silence\n",
    );
    expect(readdirSync(join(made.public, "train/audio/a"))).toEqual(["c.wav"]);
  });

  test("a deeper folder gives its own name as the label", async () => {
    const made = await prepare(["x/yes/1.wav", "a/1.wav", "b/1.wav"]);
    expect(readdirSync(join(made.public, "train/audio")).sort()).toHaveLength(2);
    expect(readdirSync(join(made.public, "train/audio"))).not.toContain("x");
  });
});

describe("labels of other types", () => {
  const truth = ["yes", "no", "bed", "yes"];

  async function verdict(predictions: readonly string[]) {
    const [submission, answers] = [predictions, truth].map((labels) =>
      ["fname,label", ...labels.map((label, i) => `${i}.wav,${label}`)].join("\n"),
    );
    return harness.grade({ submission, answers }).catch(describeError);
  }

  test("an unknown label is wrong", async () => {
    expect(await verdict(["yes", "silence", "bed", "YES"])).toBe(0.5);
  });

  test("a missing label is invalid", async () => {
    expect(await verdict(["yes", "", "bed", "yes"])).toMatch(/Missing value \(.*row 2, column "label"/);
  });
});
