import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const fixtures = join(root, "packages/plagiarism/test/fixtures/python");
const directory = realpathSync(mkdtempSync(join(tmpdir(), "mlebench-cli-plagiarism-")));

beforeAll(() => {
  const notebooks = join(directory, "data/spaceship-titanic/kernels");
  mkdirSync(notebooks, { recursive: true });
  for (const name of ["baseline.py", "tfidf.py"]) cpSync(join(fixtures, name), join(notebooks, name));
  for (const [run, name] of Object.entries({ copy: "baseline_renamed.py", own: "torch_images.py" })) {
    mkdirSync(join(directory, run, "code"), { recursive: true });
    cpSync(join(fixtures, name), join(directory, run, "code/solution.py"));
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the command on runs named `copy` and `own`, as `make-submission` lists them. */
function plagiarism(lines: readonly [competition: string, run: string][], ...args: string[]) {
  const text = lines.map(([competition_id, run]) =>
    JSON.stringify({ competition_id, submission_path: `${run}/submission/submission.csv`, code_path: null }),
  );
  writeFileSync(join(directory, "list.jsonl"), text.join("\n"));
  const command = ["plagiarism", "--submission", "list.jsonl", "--output-dir", "out", "--data-dir", "data"];
  return spawnSync(process.execPath, [join(root, "packages/cli/bin/mlebench.js"), ...command, ...args], {
    cwd: directory,
    encoding: "utf8",
    env: { ...process.env, HOME: directory, XDG_CACHE_HOME: join(directory, "cache") },
  });
}

describe("mlebench plagiarism", () => {
  test("shows verdicts, saves reports, and exits with 0 if everything was checked", () => {
    const ended = plagiarism([
      ["spaceship-titanic", "copy"],
      ["spaceship-titanic", "own"],
    ]);
    expect(ended.stdout).toMatch(/spaceship-titanic +\S+ +flagged +1\.00 +1\.00 +1\.00 +\d+ +baseline\.py/);
    expect(ended.stdout).toContain(
      "1 flagged, 1 clear, 0 too short, 0 not checked, 0 timed out, 0 incomplete",
    );
    expect(ended.stdout).toContain("Pairs of submissions with a similarity from 0.6: 0 of 1");
    expect(ended.status).toBe(0);
    expect(readFileSync(join(directory, "out/plagiarism.html"), "utf8")).toContain("1 flagged");
  });

  test("says how to download notebooks that are missing, checks the rest, and exits with 1", () => {
    const ended = plagiarism(
      [
        ["leaf-classification", "copy"],
        ["spaceship-titanic", "copy"],
      ],
      "--json",
    );
    const report = JSON.parse(ended.stdout) as { submissions: { verdict: string; reason: string | null }[] };
    expect(report.submissions.map(({ verdict }) => verdict)).toEqual(["not-checked", "flagged"]);
    expect(report.submissions[0].reason).toMatch(/kernels download -c leaf-classification --data-dir data/);
    expect(ended.stderr).toContain("line 1: leaf-classification: not checked: Notebooks not found in");
    expect(ended.status).toBe(1);
  });

  test("ends a check that takes too long, and exits with 1", () => {
    const ended = plagiarism([["spaceship-titanic", "copy"]], "--timeout", "0.001");
    expect(ended.stdout).toMatch(/spaceship-titanic +\S+ +timed out/);
    expect(ended.stderr).toContain("timed out: Time limit exceeded. Raise it with `--timeout`.");
    expect(ended.status).toBe(1);
  });

  test.each([
    [["--kernels", "nowhere"], 1, "Directory of notebooks not found"],
    [["--threshold", "2"], 2, "`threshold` must be above 0 and at most 1"],
    [["--threshold", "x"], 2, "Expected a number"],
  ])("%s is an error", (args, status, message) => {
    const ended = plagiarism([["spaceship-titanic", "copy"]], ...args);
    expect(ended.stderr).toContain(message);
    expect(ended.status).toBe(status);
  });
});
