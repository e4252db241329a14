import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type Ended, mlebench, type World } from "./harness.js";

let world: World;
const ids = [
  "leaf-classification",
  "spooky-author-identification",
  "nomad2018-predict-transparent-conductors",
];

/** A grading report as the Python reference writes it. */
function writeReport(name: string, medals: number): void {
  const lines = ids.map((competition_id, i) => ({
    competition_id,
    score: 0.1,
    submission_exists: true,
    valid_submission: true,
    above_median: i < medals,
    gold_medal: i < medals,
    silver_medal: false,
    bronze_medal: false,
  }));
  world.write(name, JSON.stringify({ competition_reports: lines }));
}

beforeAll(() => {
  world = createWorld();
  for (const seed of [1, 2]) {
    writeReport(`old-${seed}.json`, 1);
    writeReport(`new-${seed}.json`, 3);
  }
});
afterAll(() => world.remove());

const reports = ["--grading-reports", "old=old-1.json", "old=old-2.json", "new=new-1.json", "new=new-2.json"];
const run = (...args: string[]): Promise<Ended> => mlebench(world, "report", ...args);
const read = (name: string): string => readFileSync(join(world.directory, name), "utf8");

describe("report", () => {
  test("writes a page from grading reports alone", async () => {
    const { exitCode, stdout } = await run(...reports, "--title", "Old & new");
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${join(world.directory, "report.html")}\n`,
    });
    const page = read("report.html");
    expect(page).toContain("<title>Old &amp; new</title>");
    expect(page).toContain("Content-Security-Policy");
  });

  test("takes experiments as arguments, and names written files as JSON", async () => {
    const { exitCode, stdout } = await run("a=old-1.json", "b=new-1.json", "-o", "pages/a.html", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ format: "html", files: [join(world.directory, "pages/a.html")] });
    expect(read("pages/a.html")).toContain(">leaf-classification<");
  });

  test("prints Markdown, or writes it to a file that ends so", async () => {
    const printed = await run(...reports, "--format", "md", "--compare", "new", "old");
    expect(printed.exitCode).toBe(0);
    expect(printed.stdout).toMatch(/^\| new \| old \| 3 \| \+66\.7 \[/m);
    const written = await run(...reports, "-o", "report.md");
    expect(written.exitCode).toBe(0);
    expect(read("report.md")).toMatch(/^## old, new\n/);
  });

  test("prints the data as JSON", async () => {
    const { exitCode, stdout } = await run(...reports, "--format", "json");
    expect(exitCode).toBe(0);
    const { version, agents, runs } = JSON.parse(stdout);
    expect({ version, agents: agents.length, runs: runs.length }).toEqual({
      version: 1,
      agents: 2,
      runs: 12,
    });
  });

  test("writes tables and plots to a directory", async () => {
    expect((await run(...reports, "--format", "csv", "-o", "tables")).exitCode).toBe(0);
    expect(read("tables/runs.csv").trim().split("\n")).toHaveLength(13);
    expect(existsSync(join(world.directory, "tables/plots/medals.csv"))).toBe(true);
    const { exitCode, stdout } = await run(...reports, "--format", "svg", "-o", "plots");
    expect(exitCode).toBe(0);
    const names = readdirSync(join(world.directory, "plots"));
    expect(stdout).toBe(`Saved ${names.length} files to ${join(world.directory, "plots")}\n`);
    expect(names).toEqual(expect.arrayContaining(["medals.svg", "medals.csv", "outcomes.svg"]));
  });

  test.each([
    [[], 2, "Nothing to report"],
    [[...reports, "-o", "report.txt"], 2, "Unclear format"],
    [[...reports, "--compare", "new", "other"], 1, "Unknown agent `other`"],
    [["old-1.json", "--compare", "new"], 2, "Comparing takes two agents, not 1"],
    [["missing.json"], 1, "not found"],
    [[...reports, "--format", "csv", "-o", "old-1.json"], 1, "is a file"],
  ])("refuses %j", async (args, exitCode, message) => {
    expect(await run(...args)).toMatchObject({ exitCode, stderr: expect.stringContaining(message) });
  });
});
