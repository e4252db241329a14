import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createZip, listArchive } from "@mlebench/archives";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);

describe("preparing images", () => {
  /** Of locations 9, 7, and 8, location 8 is drawn for testing. */
  const rows = ["3,a,9", "0,b,7", "5,b,7", "1,c,8", "2,d,7", "4,e,9"];

  function prepare(table = rows, images = ["e", "d", "c", "b", "a"]) {
    return harness.prepare(async (raw) => {
      writeFileSync(join(raw, "train.csv"), `${["category_id,id,location", ...table].join("\n")}\n`);
      const members = images.map((id) => ({ name: `${id}.jpg`, data: Buffer.from(id) }));
      await createZip(join(raw, "train_images.zip"), members);
    });
  }

  test("locations are divided, and rows stay in order", async () => {
    const made = await prepare();
    expect(readFileSync(join(made.private, "answers.csv"), "utf8")).toBe("Id,Category\nc,1\n");
    // As the reference writes it: row numbers of train.csv under an empty name.
    expect(readFileSync(join(made.public, "sample_submission.csv"), "utf8")).toBe(",Id,Category\n3,c,0\n");
  });

  test("an image with two rows is in the zip once", async () => {
    const made = await prepare();
    const names = await Promise.all(
      ["train", "test"].map(async (part) =>
        (await listArchive(join(made.public, `${part}_images.zip`))).map(({ path }) => path),
      ),
    );
    expect(names).toEqual([["e.jpg", "d.jpg", "b.jpg", "a.jpg"], ["c.jpg"]]);
  });

  test.each([
    ["an image at two locations", [...rows, "1,a,7", "1,a,8"], undefined, "a"],
    ["a row without location", [...rows, "1,a,"], undefined, "Missing value"],
    ["a row without image", rows, ["a", "b", "d", "e"], "Missing file in the archive: `c.jpg`"],
  ])("rejects %s", async (_, table, images, message) => {
    await expect(prepare(table, images)).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining(message),
    });
  });
});

const answers = "Id,Category\na,1\nb,2\nb,3\nc,4\n";

test("other columns do not count, and fractions are cut off", async () => {
  const submission = ",Id,Category\n9,c,4.0\n8,b,2.7\n7,b,3\n6,a,1.5\n";
  expect(await harness.grade({ submission, answers })).toBe(1);
});

test("an image counts as often as it has rows", async () => {
  const submission = "Id,Category\na,1\nb,2\nc,4\nc,4\n";
  await expect(harness.grade({ submission, answers })).rejects.toMatchObject({
    name: "InvalidSubmissionError",
  });
});

test.each([
  ["a missing value", ""],
  ["an infinite value", "inf"],
  ["a word", "deer"],
  ["an integer that 64 bits do not hold", "9223372036854775808"],
])("%s is invalid", async (_, cell) => {
  const submission = `Id,Category\na,1\nb,2\nb,${cell}\nc,4\n`;
  await expect(harness.grade({ submission, answers })).rejects.toMatchObject({
    name: "InvalidSubmissionError",
  });
});
