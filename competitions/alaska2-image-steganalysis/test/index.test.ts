import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@mlebench/core";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

const harness = createTestHarness(competition);
const folders = ["Cover", "JMiPOD", "JUNIWARD", "UERD"];

describe("images", () => {
  test("of one number are the same image in all folders; a test image is one of its four forms", async () => {
    const made = await harness.prepare((raw) => {
      for (const folder of folders) {
        mkdirSync(join(raw, folder));
        for (let i = 1; i <= 30; i++) writeFileSync(join(raw, folder, `${i}.jpg`), `${folder} ${i}`);
      }
      writeFileSync(join(raw, "Cover", "notes.txt"), "");
    });
    const textOf = (folder: string, name: string): string[] =>
      readFileSync(join(made.public, folder, name), "utf8").split(" ");
    const shown = readdirSync(join(made.public, "Cover"));
    expect(shown.length).toBe(24);
    expect([shown[0], shown.at(-1)]).toEqual(["00001.jpg", "00024.jpg"]);
    for (const name of shown) {
      const [, number] = textOf("Cover", name);
      for (const folder of folders) expect(textOf(folder, name)).toEqual([folder, number]);
    }
    const answers = readFileSync(join(made.private, "test.csv"), "utf8").trim().split("\n").slice(1);
    const wanted = readdirSync(join(made.public, "Test")).map((name) => {
      const [folder] = textOf("Test", name);
      return `${name},${folder === "Cover" ? 0 : 1}`;
    });
    expect(answers).toEqual(wanted);
    const everyImage = [
      ...shown.map((name) => textOf("Cover", name)),
      ...answers.map((row) => textOf("Test", row.split(",")[0])),
    ];
    expect(new Set(everyImage.map(([, number]) => number)).size).toBe(30);
  });

  test("without one of their forms are named", async () => {
    const work = harness.prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 1, size: 25 });
      rmSync(join(raw, "UERD"), { recursive: true });
    });
    expect(await work.catch(describeError)).toMatch(/UERD/);
  });
});

describe("predictions", () => {
  const answers = "Id,Label\n0002.jpg,1\n0001.jpg,0\n0003.jpg,1\n0004.jpg,0\n0005.jpg,0\n";
  const grade = (labels: readonly string[]): Promise<number> =>
    harness.grade({
      submission: `Id,Label\n${labels.map((label, i) => `000${i + 1}.jpg,${label}\n`).join("")}`,
      answers,
    });

  test.each([
    ["numbers of any size", ["-2.5", "1e300", "1", "0", "-1"], 1],
    ["alike", ["3", "3", "3", "3", "3"], 0.5857142857142857],
    ["True and False", ["False", "True", "True", "False", "False"], 1],
    ["texts that are numbers to Python, because one is not to pandas", ["1", "1_0", "7", "0", "1.5"], 1],
  ] as const)("%s are scored", async (_, labels, score) => {
    expect(await grade(labels)).toBeCloseTo(score, 14);
  });

  test.each([
    ["missing", ["0", "", "1", "0", "0"]],
    ["a missing one among texts", ["0", "1_0", "", "0", "0"]],
    ["infinite", ["0", "inf", "1", "0", "0"]],
    ["words", ["0", "yes", "1", "0", "0"]],
    ["True among numbers", ["0", "True", "1", "0", "0"]],
  ] as const)("%s are invalid", async (_, labels) => {
    await expect(grade(labels)).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: expect.any(Number), column: "Label" },
    });
  });
});
