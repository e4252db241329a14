import { execFileSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, type Ended, ended, start, type World } from "./harness.js";

let world: World;
const id = "color-guess";
const prepared = `data/${id}/prepared`;

/** Less than a grader needs that makes objects of a large file's lines, more than the program needs. */
const heap = { NODE_OPTIONS: "--max-old-space-size=128" };
const run = (...args: string[]): Promise<Ended> => ended(start(world, args, heap));

beforeAll(() => {
  world = createWorld();
  const rows = ["1", "2", "3"];
  world.write(`${prepared}/private/test.csv`, `id,color\n${rows.map((row) => `${row},red\n`).join("")}`);
  world.write(
    `${prepared}/public/sample_submission.csv`,
    `id,color\n${rows.map((row) => `${row},blue\n`).join("")}`,
  );
  world.write("many-rows.csv", `id,color\n${"1,red\n".repeat(4_000_000)}`);
  truncateSync(world.write("beyond.csv", "id,color\n"), 5 * 2 ** 30);
  world.write(
    "list.jsonl",
    ["many-rows.csv", "beyond.csv", `${prepared}/public/sample_submission.csv`]
      .map((path) => `${JSON.stringify({ competition_id: id, submission_path: path })}\n`)
      .join(""),
  );
});
afterAll(() => world.remove());

const reasons: [string, string][] = [
  ["many-rows.csv", "The submission is too large: grading its 22.9 MiB requires more memory than available."],
  ["beyond.csv", "The submission is too large: it has 5 GiB. Expected at most 4 GiB."],
];
const sample = "The sample submission has 30 bytes.";

describe.each(reasons)("%s is invalid as too large", (file, reason) => {
  test("for grade-sample", async () => {
    const { exitCode, stdout } = await run("grade-sample", file, id, "--data-dir", "data", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "invalid",
      submission_exists: true,
      valid_submission: false,
      submission_error: `${reason} ${sample}`,
    });
  });

  test("for validate", async () => {
    const { exitCode, stdout } = await run("validate", file, id, "--data-dir", "data");
    expect(stdout).toBe(`Submission invalid! ${reason} ${sample}\n`);
    expect(exitCode).toBe(1);
  });
});

test("for grade, which goes on with the others", async () => {
  const args = ["--submission", "list.jsonl", "--output-dir", "out", "--data-dir", "data", "--json"];
  const { exitCode, stdout } = await run("grade", ...args);
  expect(exitCode).toBe(0);
  const { competition_reports } = JSON.parse(stdout);
  expect(competition_reports).toMatchObject([
    ...reasons.map(([, reason]) => ({ verdict: "invalid", submission_error: `${reason} ${sample}` })),
    { verdict: "scored", score: 0 },
  ]);
});

test("an unknown competition is reported before the first submission is graded", async () => {
  const path = `${prepared}/public/sample_submission.csv`;
  const line = (competition_id: string): string =>
    `${JSON.stringify({ competition_id, submission_path: path })}\n`;
  world.write("unknown.jsonl", line(id) + line("color-gess") + line("color-gess"));
  const args = ["--submission", "unknown.jsonl", "--output-dir", "out", "--data-dir", "data", "--json"];
  const { exitCode, stdout, stderr } = await run("grade", ...args);
  expect(exitCode).toBe(1);
  const warning = /warning: line 2: Unknown competition `color-gess`.*color-guess.* will not be graded\./g;
  expect(stderr.match(warning)).toHaveLength(1);
  expect(stderr.search(warning)).toBeLessThan(stderr.indexOf("grading 1/3"));
  expect(stderr.indexOf("grading 1/3")).toBeGreaterThan(0);
  expect(JSON.parse(stdout).competition_reports.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
    "scored",
    "not-graded",
    "not-graded",
  ]);
});

test("a report for which the disk has no space goes to standard output", async (context) => {
  const small = join(world.directory, "small");
  mkdirSync(small);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small], { stdio: "ignore" });
  } catch {
    console.warn("SKIPPED: no right to mount a small file system");
    return context.skip();
  }
  try {
    expect(() => writeFileSync(join(small, "filler"), Buffer.alloc(1e6))).toThrow(/ENOSPC/);
    const args = ["--submission", "list.jsonl", "--output-dir", "small", "--data-dir", "data"];
    const { exitCode, stdout, stderr } = await run("grade", ...args);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ total_runs: 3 });
    expect(stderr).toMatch(/Cannot write the report: the disk is full.*small.*Free up space/);
  } finally {
    execFileSync("umount", ["-l", small]);
  }
});
