import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const { grade, prepare, prepareChanged } = createTestHarness(competition);

const labels = [
  "id,target",
  ...Array.from({ length: 11 }, (_, i) => `${(i + 5).toString(16)}a${i},${i % 2}`),
];
const observations = Object.fromEntries(
  labels.slice(1).map((line) => [`train/${line[0]}/${line.split(",")[0]}.npy`, line]),
);
const old = { "old_leaky_data/train_old/0/0ff.npy": "x", "old_leaky_data/README": "not a table" };

describe("preparing", () => {
  test("copies the old data whatever it holds, and leaves out what no label names", async () => {
    const { public: folder } = await prepare({
      "train_labels.csv": labels.join("\n"),
      ...observations,
      ...old,
      "train/5/5extra.npy": "x",
      "train/0/0.NPY": "x",
    });
    expect(readdirSync(join(folder, "old_leaky_data")).sort()).toEqual(["README", "train_old"]);
    expect(existsSync(join(folder, "train/5/5extra.npy"))).toBe(false);
    const files = ["train", "test"].flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, encoding: "utf8" }),
    );
    expect(files.filter((file) => file.endsWith(".npy"))).toHaveLength(11);
  });

  test("names an observation that is missing", async () => {
    const [first, ...others] = Object.entries(observations);
    const work = prepare({ "train_labels.csv": labels.join("\n"), ...Object.fromEntries(others), ...old });
    await expect(work).rejects.toMatchObject({
      kind: "user",
      message: "File not found",
      details: { file: expect.stringContaining(first[0]) },
    });
  });

  test("rejects an observation that has two rows", async () => {
    const work = prepareChanged("train_labels.csv", (lines) => [...lines, lines[3]]);
    await expect(work).rejects.toMatchObject({
      kind: "user",
      message: expect.stringContaining("Duplicate value"),
      details: { file: expect.stringMatching(/train_labels\.csv$/), row: expect.any(Number), column: "id" },
    });
  });
});

test.each([
  ["a missing value", ""],
  ["a value above 1", "1.0001"],
])("%s is invalid and named", async (_, cell) => {
  const work = grade({ submission: `id,target\nb,0.5\na,${cell}\n`, answers: "id,target\na,0\nb,1\n" });
  await expect(work).rejects.toMatchObject({
    name: "InvalidSubmissionError",
    details: { row: 2, column: "target" },
  });
});
