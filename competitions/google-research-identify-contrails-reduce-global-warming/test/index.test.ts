import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { npyBytes } from "@mlebench/formats/npy";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";
import { bands } from "../src/layout.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("grading contrails", () => {
  const grade = (truths: readonly string[], predictions: readonly string[]): Promise<number> =>
    harness.grade({
      submission: ["record_id,encoded_pixels", ...predictions].join("\n"),
      answers: ["record_id,encoded_pixels,height,width", ...truths.map((row) => `${row},4,3`)].join("\n"),
    });

  // Scores of the reference.
  test("pixels of all records are counted as one mask", async () => {
    expect(await grade(["8,1 4", "9,-"], ["9,12 1", "8,3 4"])).toBe(4 / 9);
  });

  test("without any contrail on either side, the score is not a number", async () => {
    expect(await grade(["8,-", "9,-"], ["8,-", "9, "])).toBeNaN();
  });

  test("IDs beyond 2^53 are distinguished", async () => {
    const error = await grade(["9007199254740993,1 1"], ["9007199254740992,1 1"]).catch(describeError);
    expect(error).toContain("Unknown ID");
  });

  test("IDs that pandas wrote as floats are the closest ones", async () => {
    const truths = ["8270303619294913249,1 4", "23417402740269249,-"];
    expect(await grade(truths, ["2.341740274026925e+16,-", "8.270303619294914e+18,1 2"])).toBe(4 / 6);
  });

  test.each([
    ["", "Missing value"],
    ["1 2 1 2", "Invalid run-length encoding"],
    ["none here", "Invalid run-length encoding"],
  ])("a cell of %j is rejected, with its row in the submission", async (cell, reason) => {
    const error = await grade(["7,1 1", "8,1 1", "9,1 1"], ["9,1 1", `8,${cell}`, "7,x"]).catch(
      describeError,
    );
    expect(error).toContain(reason);
    expect(error).toContain('row 2, column "encoded_pixels"');
  });
});

describe("preparing contrails", () => {
  const image = npyBytes(new Float32Array(12), [3, 4, 1]);
  const prepare = (mask: Uint8Array) => {
    const labels = ["human_individual_masks.npy", "human_pixel_masks.npy"].map((name) => [name, mask]);
    const record = Object.entries(Object.fromEntries([...bands.map((name) => [name, image]), ...labels]));
    const folders = ["train/12", "train/34", "validation/56"];
    return harness.prepare({
      "train_metadata.json": '[{"record_id": "12"}, {"record_id": "34", "more": 1.0}]',
      "validation_metadata.json": '[{"record_id": "56"}]',
      ...Object.fromEntries(
        folders.flatMap((folder) => record.map(([name, bytes]) => [`${folder}/${name}`, bytes])),
      ),
    });
  };

  test("masks are numbered down the columns, values other than 1 are background, records may differ in their fields", async () => {
    const mask = npyBytes(Uint8Array.of(0, 1, 0, 1, 1, 0, 0, 2, 0, 0, 1, 1), [3, 4, 1]);
    const { private: privateDir } = await prepare(mask);
    const answers = readFileSync(join(privateDir, "answers.csv"), "utf8");
    expect(answers).toMatch(/^record_id,encoded_pixels,height,width\n(12|34),2 1 4 1 9 2 12 1,3,4\n$/);
  });

  test("a mask with several layers is rejected", async () => {
    await expect(prepare(npyBytes(new Uint8Array(24), [3, 4, 2]))).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining("(3, 4, 2)"),
    });
  });
});
