import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError, isMlebenchError } from "@mlebench/core";
import { competitionContract, createTestHarness, realDataTest } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

realDataTest(competition, {
  source: new URL("../../../../shared/real/spaceship-titanic/raw", import.meta.url),
});

describe("raw tables that are too short", () => {
  const harness = createTestHarness(competition);

  test.each([
    ["one row", 2],
    ["a header alone", 1],
    ["nothing", 0],
  ])("%s is reported with the file", async (_, lines) => {
    const short = harness.prepare(async (raw) => {
      await competition.miniature.write({ out: raw, seed: 1, size: 20 });
      const path = join(raw, "train.csv");
      const kept = readFileSync(path, "utf8").split("\n").slice(0, lines);
      writeFileSync(path, kept.map((line) => `${line}\n`).join(""));
    });
    const error = await short.then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(isMlebenchError(error)).toBe(true);
    expect(describeError(error)).toMatch(/train\.csv/);
  });
});
