import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = join(dirname(dirname(fileURLToPath(import.meta.url))), "check.mjs");

function check(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, MLEBENCH_REFERENCE: undefined };
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8", env });
}

test("runs every check of a competition, one line each", () => {
  const { status, stdout } = check("spaceship-titanic", "--no-write");
  expect(stdout.replaceAll(/in [\d.]+s$/gm, "in Ns")).toBe(
    [
      "sync      passed in Ns",
      "format    passed in Ns",
      "types     passed in Ns",
      "golden    skipped: no --reference; the contract compares with golden.json",
      "contract  passed in Ns",
      "spaceship-titanic: all checks passed",
      "",
    ].join("\n"),
  );
  expect(status).toBe(0);
});

test("rejects an unknown competition, and suggests similar ones", () => {
  expect(check("spaceship")).toMatchObject({
    status: 2,
    stderr: "competitions/spaceship not found. Did you mean spaceship-titanic?\n",
  });
  expect(check()).toMatchObject({ status: 2, stderr: expect.stringContaining("Usage: pnpm check ID") });
  expect(check("spaceship-titanic", "--fast")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("--fast"),
  });
});
