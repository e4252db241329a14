import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createZip, listArchive } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing pages", () => {
  /** Of three pages, the third is drawn for testing. */
  function prepare(labels: readonly string[], images: readonly string[] = ["a", "b", "c", "d"]) {
    return harness.prepare(async (raw) => {
      const rows = labels.map((text, i) => `${"abc"[i]},${text}`);
      const members = images.map((id) => ({ name: `${id}.jpg`, data: Buffer.from(id) }));
      await createZip(join(raw, "train_images.zip"), members);
      writeFileSync(join(raw, "train.csv"), `${["image_id,labels", ...rows].join("\n")}\n`);
      writeFileSync(join(raw, "unicode_translation.csv"), 'Unicode,char\r\nU+0022,""""\r\n');
    });
  }

  test("the gold submission has a point inside each box", async () => {
    const made = await prepare([
      "U+1 1 2 3 4",
      "",
      "U+306F 0009 -1  30 40 U+304C 99999999999999999999 5 6 7",
    ]);
    expect(readFileSync(join(made.private, "gold_submission.csv"), "utf8")).toBe(
      "image_id,labels\nc,U+306F 10 0 U+304C 100000000000000000000 6\n",
    );
    expect(readFileSync(join(made.public, "train.csv"), "utf8")).toBe("image_id,labels\nb,\na,U+1 1 2 3 4\n");
    expect(readFileSync(join(made.public, "unicode_translation.csv"), "utf8")).toContain("\r\n");
  });

  test("images that the table does not name are left out", async () => {
    const made = await prepare(["U+1 1 2 3 4", "", "U+1 1 2 3 4"]);
    const [train, test] = await Promise.all(
      ["train", "test"].map((name) => listArchive(join(made.public, `${name}_images.zip`))),
    );
    expect(train.map(({ path }) => path)).toEqual(["a.jpg", "b.jpg"]);
    expect(test.map(({ path }) => path)).toEqual(["c.jpg"]);
  });

  test.each([
    ["a test page without labels", ["", "", ""], ["a", "b", "c"], "Missing value"],
    ["half a box", ["", "", "U+1 1 2 3"], ["a", "b", "c"], "Invalid labels"],
    ["a corner that is no integer", ["", "", "U+1 1.5 2 3 4"], ["a", "b", "c"], "Invalid labels"],
    ["a page without image", ["", "", "U+1 1 2 3 4"], ["a", "c"], "Missing file in the archive: `b.jpg`"],
  ])("rejects %s", async (_, labels, images, message) => {
    await expect(prepare(labels, images)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });
});

describe("grading points", () => {
  const boxes = ["U+A 10 10 10 10 U+A 12 12 10 10 U+B 50 50 5 5", "U+A 1 1 8 8", "U+C 5 5 1 1"];

  function grade(...cells: readonly string[]): Promise<number> {
    const [submission, answers] = [cells, boxes].map((texts) =>
      ["image_id,labels", ...texts.map((text, i) => `${"abc"[i]},${text}`)].join("\n"),
    );
    return harness.grade({ submission, answers });
  }

  // Scores of the reference.
  test("a box takes the first unused point strictly inside", async () => {
    expect(await grade("U+A 15 15 U+A 13 13 U+B 51 51", "U+A 2 2", "U+C 5.5 5.5")).toBe(1);
    expect(await grade("U+A 10 15 U+A 21 21 U+B 50 51", "U+A 9 2", "")).toBe(0.22222222222222224);
    expect(await grade("U+A 15 15 U+A 15 15 U+A 15 15", "", "U+A 1 1")).toBe(0.4444444444444445);
  });

  test("numbers are written as Python writes them", async () => {
    expect(await grade("U+A 1_5.0 1.5e1 U+A nan 13 U+B inf 51", "U+A ２ +2", "")).toBe(0.4444444444444445);
  });

  test("pages without points, and points without hits, score nothing", async () => {
    expect(await grade("", "", "")).toBe(0);
    expect(await grade("U+C 15 15", "U+A 1 1", "")).toBe(0);
  });

  test.each([
    ["U+A 15", "Incomplete character: 2 values"],
    ["U+A 15 15 ", "Extra space: 4 values"],
    ["U+A  15", "Extra space"],
    ["U+A 15 x", "Invalid number: `x`"],
  ])("refuses %j", async (cell, reason) => {
    const error = await grade("U+A 1 1", cell, "").catch(describeError);
    expect(error).toContain(reason);
    expect(error).toContain('row 2, column "labels"');
  });
});
