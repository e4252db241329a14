import { readFileSync } from "node:fs";
import { join } from "node:path";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url, { blankAnswers: ["Tags"] });

const { grade, prepare } = createTestHarness(competition);

test("IDs and tags keep their digits, titles and bodies their line ends", async () => {
  const text =
    '"Id","Title","Body","Tags"\r\n"007","1.50","a\r\nb, ""c""","2.0"\r\n"08","null","\\","nan"\r\n';
  const folders = await prepare({ "Train.csv": text });
  const read = (folder: string, name: string): string => readFileSync(join(folder, name), "utf8");
  // Of two rows, the second is the training set.
  expect(read(folders.public, "train.csv")).toBe('Id,Title,Body,Tags\n007,1.5,"a\r\nb, ""c""",2.0\n');
  expect(read(folders.private, "test.csv")).toBe("Id,Title,Body,Tags\n08,,\\,\n");
  expect(read(folders.public, "sample_submission.csv")).toBe(
    "Id,Title,Body,Tags\n08,,\\,javascript c# python php java\n",
  );
});

describe("scores are those of the reference", () => {
  const answers = "Id,Tags\n2,c# .net\n1,java\n3,\n";
  const score = (a: string, b: string, c: string): Promise<number> =>
    grade({ submission: `Id,Tags\n1,${a}\n2,${b}\n3,${c}\n`, answers });

  test.each([
    ["tags in another order", ["java", ".net c#", ""], 1],
    ["a missing value is no tag", ["java", ".net c#", "null"], 1],
    ["a tag that no answer has is ignored", ["java zzz", ".net c# zzz", "zzz"], 1],
    ["a tag of another question is wrong", ["java", ".net c#", "java"], 6 / 7],
    ["case is a difference", ["Java", ".net c#", ""], 0.8],
  ] as const)("%s", async (_, [a, b, c], expected) => {
    expect(await score(a, b, c)).toBeCloseTo(expected, 14);
  });

  test("numbers instead of tags are rejected", async () => {
    await expect(score("1", "2", "3")).rejects.toMatchObject({
      kind: "invalid-submission",
      details: { row: 1, column: "Tags" },
    });
  });
});
