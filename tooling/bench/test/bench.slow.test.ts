import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const program = join(dirname(dirname(fileURLToPath(import.meta.url))), "bench.mjs");
const top = mkdtempSync(join(tmpdir(), "mlebench-bench-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function bench(...args: string[]) {
  const { MLEBENCH_REFERENCE: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("pnpm bench", () => {
  test("measures a case, writes it with the machine's data, and compares two files", () => {
    const file = join(top, "results.json");
    const args = ["--quick", "--rounds", "1", "--directory", join(top, "workloads"), "--json", file];
    const run = bench(...args, "grade-million-same");
    expect(run.stderr).toContain("No Python reference: MLEBENCH_REFERENCE is not set.");
    expect(run.stdout).toContain("Measured 1 of 1 cases, 0 targets missed, 0 failed.");
    expect(run.status).toBe(0);
    const written = JSON.parse(readFileSync(file, "utf8"));
    expect(written).toMatchObject({
      machine: { node: process.version },
      results: [{ name: "grade-million-same" }],
    });
    expect(written.results[0].ours.wall.values).toHaveLength(1);

    const compared = bench("--compare", file, file);
    expect(compared).toMatchObject({ status: 0, stderr: "" });
    expect(compared.stdout).toMatch(/^0 of \d+ figures changed beyond the spread\.$/m);
  });

  test("ends with 1 when a case fails, and says which", () => {
    const directory = join(top, "broken");
    // Where the workload should be is a file.
    writeFileSync(directory, "");
    const run = bench("--quick", "--directory", directory, "start-help");
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("broken");
  });

  test("ends with 2 for words that no case has, and for unknown options", () => {
    expect(bench("no-such-case")).toMatchObject({ status: 2, stderr: expect.stringContaining("--list") });
    expect(bench("--fast")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Usage: pnpm bench"),
    });
  });

  test("lists cases, every name once", () => {
    const { status, stdout } = bench("--list");
    const names = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    expect(status).toBe(0);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["prepare-wide", "large-taxi", "start-help"]));
  });
});
