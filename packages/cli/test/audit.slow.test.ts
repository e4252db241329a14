import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMockModels } from "@mlebench/mock-models";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { ended } from "./harness.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const directory = realpathSync(mkdtempSync(join(tmpdir(), "mlebench-audit-")));

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function mlebench(...args: string[]) {
  return spawnSync(process.execPath, [join(root, "packages/cli/bin/mlebench.js"), ...args], {
    cwd: directory,
    encoding: "utf8",
    env: {
      ...process.env,
      HOME: directory,
      XDG_CACHE_HOME: join(directory, "cache"),
      MOCK_API_KEY: "secret",
    },
  });
}

const program = (name: string): string =>
  Array.from(
    { length: 40 },
    (_, i) => `def ${name}_${i}(x, y):\n    return x * ${i} + y if x else [y, x, ${i}]\n`,
  ).join("\n");

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

/** A run group with one run that copies a notebook and uses an LLM service, and options of `audit`. */
function runGroup(): string[] {
  const id = "spaceship-titanic_0b5c1f0e-0000-4000-8000-000000000000";
  write("group/metadata.json", JSON.stringify({ run_group: "group", created_at: "", runs: [id] }));
  write(`group/${id}/code/solution.py`, `import openai\n${program("f")}`);
  write(`group/${id}/logs/agent.log`, "$ python solution.py\n");
  write(`group/${id}/submission/submission.csv`, "PassengerId,Transported\n1,True\n");
  write("kernels/spaceship-titanic/somebody_notebook.py", program("g"));
  return [
    join(directory, "group"),
    "--output-dir",
    join(directory, "out"),
    "--kernels",
    join(directory, "kernels"),
  ];
}

test("runs the audits that need no model, and prints one summary", () => {
  const { stdout, stderr, status } = mlebench("audit", ...runGroup());
  expect(stdout).toMatch(/rule-violations +1 flagged, 0 clear, 0 not checked/);
  expect(stdout).toMatch(/plagiarism +1 flagged, 0 clear, 0 not checked/);
  expect(stdout).toMatch(/familiarity +skipped/);
  expect(stdout).toMatch(
    /spaceship-titanic_0b5c\S+ +llm-api \(high\) +Imports `openai`.* \(solution\.py:1\)/,
  );
  expect(stdout).toMatch(
    /spaceship-titanic_0b5c\S+ +plagiarism +similarity \d\.\d\d, solution\.py and somebody/,
  );
  expect(stderr).not.toContain("warning");
  expect(status).toBe(0);
  expect(readFileSync(join(directory, "out/rule-violations/findings.jsonl"), "utf8")).toContain(
    "llm-library",
  );
});

test("a run group without runs is an error", () => {
  write("nothing/metadata.json", JSON.stringify({ run_group: "nothing", runs: [] }));
  const { stderr, status } = mlebench("audit", "nothing", "--output-dir", "out-of-nothing");
  expect(stderr).toContain("error: The run group has no runs (nothing)");
  expect(status).toBe(1);
});

test("Ctrl-C ends an audit with what it has, and those after it do not begin", async () => {
  const server = await startMockModels({ otherwise: { after: new Promise(() => undefined) } });
  onTestFinished(() => server.close());
  const child = spawn(process.execPath, [
    ...[join(root, "packages/cli/bin/mlebench.js"), "audit", ...runGroup(), "--json"],
    ...["--model", "openai-api/mock/judge", "--base-url", server.url],
  ]);
  const end = ended(child);
  await expect.poll(() => server.requests.length, { timeout: 60_000 }).toBeGreaterThan(0);
  child.kill("SIGINT");
  const { exitCode, stdout } = await end;
  const { audits } = JSON.parse(stdout) as { audits: { result: unknown; problem: string | null }[] };
  expect(audits.map(({ result, problem }) => [result !== null, problem])).toEqual([
    [true, null],
    [false, "interrupted"],
    [false, "interrupted"],
  ]);
  expect(exitCode).toBe(130);
});

test("an audit that fails stops no other", () => {
  const familiarity = [
    "--familiarity-model",
    "openai-api/mock/base",
    "--familiarity-base-url",
    "http://127.0.0.1:1/v1",
  ];
  const { stdout, status } = mlebench(
    "audit",
    ...runGroup(),
    ...familiarity,
    "--documents",
    "none",
    "--json",
  );
  expect(status).toBe(1);
  const { audits } = JSON.parse(stdout) as {
    audits: { audit: string; exit_code: number; problem: string | null }[];
  };
  expect(audits.map(({ audit, exit_code, problem }) => [audit, exit_code, problem !== null])).toEqual([
    ["rule-violations", 0, false],
    ["plagiarism", 0, false],
    ["familiarity", 1, true],
  ]);
});
