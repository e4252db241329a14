import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CompetitionReport } from "@mlebench/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, mlebench, type World } from "./harness.js";

const competitions = join(import.meta.dirname, "../../../competitions");
let world: World;
const id = "random-acts-of-pizza";
const header = "request_id,requester_received_pizza";
const csv = (rows: readonly number[]): string =>
  `${header}\n${rows.map((value, row) => `t3_${row},${value}\n`).join("")}`;

beforeAll(() => {
  world = createWorld();
});
afterAll(() => world.remove());

test("a score between the median and the median rounded to five decimals is above the median", async () => {
  // 50 requests with and 50 without success; the first ones beat 1,499 of the 2,500 pairs: 0.5996.
  const answers = Array.from({ length: 100 }, (_, row) => (row < 50 ? 1 : 0));
  const beaten = (row: number): number => (row < 49 ? 30 : 29);
  const predictions = answers.map((answer, row) => (answer === 1 ? beaten(row) : row - 50 + 0.5) / 100);
  world.write(`data/${id}/prepared/private/test.csv`, csv(answers));
  world.write(`data/${id}/prepared/public/sampleSubmission.csv`, csv(answers.map(() => 0)));
  world.write("pizza.csv", csv(predictions));
  const graded = await mlebench(world, "grade-sample", "pizza.csv", id, "--data-dir", "data", "--json");
  const report = JSON.parse(graded.stdout) as CompetitionReport;
  expect(report).toMatchObject({ score: 0.5996, median_threshold: 0.5995950000000001, above_median: true });
  // Half of the 462 scores on Kaggle's leaderboard are better.
  expect(report.percentile).toBe((100 * 231) / 462);
  expect(graded.stdout).toContain('"median_threshold": 0.5995950000000001');
});

test("the benchmark's own leaderboard in a checkout of the reference is no news, another one is", async () => {
  const [, ...scores] = readFileSync(join(competitions, id, "facts/leaderboard.csv"), "utf8")
    .trimEnd()
    .split("\n");
  const checkout = (name: string, rows: readonly string[]): string => {
    const file = join(world.directory, name, "mlebench/competitions", id, "leaderboard.csv");
    mkdirSync(dirname(file), { recursive: true });
    const lines = rows.map((score, team) => `${score},${team},True,2014-07-22 14:43:43,${score},True\n`);
    writeFileSync(file, `scoreNullable,teamId,hasTeamName,submissionDate,score,hasScore\n${lines.join("")}`);
    return name;
  };
  const run = (directory: string) =>
    mlebench(world, "import-reference", directory, "-c", id, "--data-dir", "imported", "--json");
  const same = await run(checkout("same", scores));
  expect(JSON.parse(same.stdout)).toMatchObject([{ id, leaderboard: "identical to built-in", warnings: [] }]);
  expect(same).toMatchObject({ exitCode: 0, stderr: expect.not.stringMatching(/medal|median/i) });
  const other = await run(checkout("other", scores.slice(1)));
  expect(JSON.parse(other.stdout)).toMatchObject([{ id, leaderboard: "imported" }]);
  expect(other.stdout + other.stderr).toMatch(/median 0\.\d+ instead of 0\.5995950000000001/);
});
