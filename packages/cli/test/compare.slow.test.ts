import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type Ended, mlebench, type World } from "./harness.js";

let world: World;
const low = readFileSync(join(import.meta.dirname, "../../../splits/low.txt"), "utf8")
  .trim()
  .split("\n");

/** A grading report with medals in the first competitions of the split, as many as a number says. */
function writeReport(name: string, medals: number, competitions = low): void {
  const lines = competitions.map((competition_id, i) => ({
    competition_id,
    score: null,
    submission_exists: true,
    valid_submission: true,
    above_median: i < medals,
    gold_medal: false,
    silver_medal: false,
    bronze_medal: i < medals,
  }));
  world.write(name, JSON.stringify({ competition_reports: lines }));
}

beforeAll(() => {
  world = createWorld();
  for (const seed of [1, 2]) {
    writeReport(`old-${seed}.json`, 5 + seed);
    writeReport(`new-${seed}.json`, 14 + seed);
  }
  writeReport("other.json", 1, ["my-competition"]);
});
afterAll(() => world.remove());

const run = (...args: string[]): Promise<Ended> => mlebench(world, ...args);
const both = ["old=old-1.json", "old=old-2.json", "new=new-1.json", "new=new-2.json"];

describe("compare", () => {
  test("shows differences with their intervals in ten lines", async () => {
    const { exitCode, stdout, stderr } = await run("compare", ...both, "--split", "low");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.trim().split("\n").length).toBeLessThanOrEqual(10);
    expect(stdout).toContain("old and new on 22 competitions (low)");
    expect(stdout).toMatch(
      /any medal \(%\) +29\.5 ± 2\.3 +70\.5 ± 2\.3 +-40\.9 +-\d+\.\d to -\d+\.\d +0\.002 +0:10/,
    );
  });

  test("prints all splits as JSON", async () => {
    const { exitCode, stdout } = await run("compare", ...both, "--json");
    expect(exitCode).toBe(0);
    const { comparisons, summaries } = JSON.parse(stdout);
    expect(comparisons.map(({ split }: { split: string }) => split)).toEqual(["low", "all"]);
    expect(comparisons[0].over_competitions.any_medal).toMatchObject({ n: 22, a_better: 0, ties: 12 });
    expect(summaries[0].metrics.any_medal.n).toBe(2);
  });

  test("takes run groups by name, and keeps those of one agent apart", async () => {
    const groups = ["2026-01-31T12-00-00-GMT_run-group_aide", "2026-02-01T12-00-00-GMT_run-group_aide"];
    writeReport(`runs/${groups[0]}/2026-01-31T13-00-00-GMT_grading_report.json`, 3);
    writeReport(`runs/${groups[1]}/2026-02-01T13-00-00-GMT_grading_report.json`, 4);
    const { exitCode, stdout } = await run("compare", groups[0], `newer=${groups[1]}`, "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).agents.map(({ label }: { label: string }) => label)).toEqual(["aide", "newer"]);
    const apart = await run("compare", ...groups, "--json");
    expect(JSON.parse(apart.stdout).agents.map(({ label }: { label: string }) => label)).toEqual(
      groups.map((group) => `aide, ${group}`),
    );
  });

  test("needs two agents with competitions in common", async () => {
    const one = await run("compare", "old=old-1.json", "old=old-2.json");
    expect(one).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("takes two agents, not 1") });
    const apart = await run("compare", "old-1.json", "other.json");
    expect(apart).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("no competition in common") });
  });
});

describe("leaderboard", () => {
  test("lists the published rows, offline", async () => {
    const { exitCode, stdout } = await run("leaderboard", "--json");
    expect(exitCode).toBe(0);
    const { rows } = JSON.parse(stdout);
    expect(rows.length).toBe(26);
    expect(rows[0]).toMatchObject({ agent: "Disarray", all: { text: "77.78 ± 0.44" }, known_leakage: true });
  });

  test("places local agents, and says what is not comparable", async () => {
    const { exitCode, stdout, stderr } = await run(
      "leaderboard",
      "--place",
      "mine=new-1.json",
      "--sort",
      "low",
    );
    expect(exitCode).toBe(0);
    const place = stdout.split("\n").findIndex((line) => line.includes("→ mine"));
    // Header and rule come first; 15 of 22 competitions are 68.18 %, as in three published rows.
    expect(place).toBe(2 + 10);
    expect(stderr).toContain("mine is at place 8 of 27 (low)");
    expect(stderr).toContain("Deviations of mine from the canonical setup: Seeds: 1 instead of at least 3.");
    expect(stderr).toContain("--pad-missing");
  });
});
