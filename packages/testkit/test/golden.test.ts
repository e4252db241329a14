import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";
import { expect, test } from "vitest";
import { diffVerdict, parseRecordedScore, preparedDigests, recordScore, sameScore } from "../src/golden.js";
import { temporaryDirectory } from "./fake.js";

test("every score survives being recorded", () => {
  for (const score of [0, -0.25, 1e-300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(parseRecordedScore(JSON.parse(JSON.stringify(recordScore(score))))).toBe(score);
  }
});

test("scores agree to 1e-12 relative, and only with their like when they are not finite", () => {
  expect(sameScore(1000, 1000 + 1e-10)).toBe(true);
  expect(sameScore(1000, 1000 + 1e-8)).toBe(false);
  expect(sameScore(0, 1e-300)).toBe(false);
  expect(sameScore(0, -0)).toBe(true);
  expect(sameScore(Number.NaN, Number.NaN)).toBe(true);
  expect(sameScore(Number.NaN, 0)).toBe(false);
  expect(sameScore(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(false);
  expect(sameScore(Number.POSITIVE_INFINITY, 1e308)).toBe(false);
});

test("the reference's two kinds of refusal both ask for an invalid submission", () => {
  const invalid = { invalid: "A column is missing.", cause: undefined };
  expect(diffVerdict(invalid, { invalid: "InvalidSubmissionError" })).toBeUndefined();
  expect(diffVerdict(invalid, { error: "KeyError" })).toBeUndefined();
  expect(diffVerdict({ broken: "oops", cause: undefined }, { error: "KeyError" })).toContain(
    "breaks the grader",
  );
  expect(diffVerdict({ score: 1 }, { error: "KeyError" })).toContain("KeyError");
  expect(diffVerdict(invalid, { score: "nan" })).toContain("the reference gives NaN");
  expect(diffVerdict({ score: Number.NaN }, { score: "nan" })).toBeUndefined();
});

test("an archive is known by its members, not by its bytes", async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "sub"));
  const digest = async (order: string[], text = "one"): Promise<Record<string, string> | undefined> => {
    const members = order.map((name) => ({
      name,
      data: new TextEncoder().encode(name === "a.txt" ? text : name),
    }));
    await createZip(join(directory, "sub/x.zip"), members);
    return (await preparedDigests(directory)).archives;
  };
  writeFileSync(join(directory, "plain.csv"), "");
  const first = await digest(["a.txt", "b/c.txt"]);
  expect(first).toEqual({ "sub/x.zip": expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(await digest(["b/c.txt", "a.txt"])).toEqual(first);
  expect(await digest(["a.txt", "b/c.txt"], "two")).not.toEqual(first);
  expect((await preparedDigests(directory)).prepared).toEqual({
    "plain.csv": "d41d8cd98f00b204e9800998ecf8427e",
  });
});
