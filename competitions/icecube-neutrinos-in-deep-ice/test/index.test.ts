import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { competitionContract } from "@mlebench/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-icecube-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function written(name: string, lines: readonly string[]): string {
  const path = join(directory, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

it("wants the same set of ids, whichever of them repeat", async () => {
  const answers = written("answers.csv", ["event_id,azimuth,zenith", "1,0.5,1.5", "1,2.5,0.25", "2,4.0,3.0"]);
  const submission = written("same.csv", ["zenith,event_id,azimuth", "1.0,2,1", "0.5,1.0,2", "2.0,2,5"]);
  // What the reference gives.
  expect(await competition.grade({ submission, answers })).toBeCloseTo(1.1819481694754934, 12);
  const other = written("other.csv", ["event_id,azimuth,zenith", "1,0,1.5", "2,0,0.25", "3,1,3.0"]);
  await expect(competition.grade({ submission: other, answers })).rejects.toThrow("not in the test set");
});

it("takes neither booleans nor missing or infinite values for angles", async () => {
  const answers = written("answers.csv", ["event_id,azimuth,zenith", "1,0.5,1.5", "2,4.0,3.0"]);
  for (const [cells, message] of [
    [["True", "False"], "not numbers"],
    [["1", "north"], "not a number"],
    [["1", ""], "missing"],
    [["1", "-inf"], "infinite"],
  ] as const) {
    const lines = cells.map((cell, i) => `${i + 1},1.5,${cell}`);
    const submission = written("bad.csv", ["event_id,azimuth,zenith", ...lines]);
    await expect(competition.grade({ submission, answers })).rejects.toMatchObject({
      kind: "invalid-submission",
      message: expect.stringContaining(message),
    });
  }
});

it("blames the answers for what is wrong with them", async () => {
  const answers = written("answers.csv", ["event_id,azimuth,zenith", "1,,1.5"]);
  const submission = written("good.csv", ["event_id,azimuth,zenith", "1,1,1.5"]);
  await expect(competition.grade({ submission, answers })).rejects.toMatchObject({ kind: "grader" });
});
