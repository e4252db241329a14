import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { run } from "../src/index.js";

let directory: string;
let output = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-audit-"));
  output = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

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

test("runs the audits that need no model, and prints one summary", async () => {
  expect(await run(["audit", ...runGroup()])).toBe(0);
  expect(output).toMatch(/rule-violations +1 flagged, 0 clear, 0 not checked/);
  expect(output).toMatch(/plagiarism +1 flagged, 0 clear, 0 not checked/);
  expect(output).toMatch(/familiarity +skipped/);
  expect(readFileSync(join(directory, "out/rule-violations/findings.jsonl"), "utf8")).toContain(
    "llm-library",
  );
});

test("an audit that fails stops no other", async () => {
  const options = [
    ...runGroup(),
    "--familiarity-model",
    "openai-api/mock/base",
    "--documents",
    join(directory, "none"),
  ];
  expect(await run(["audit", ...options, "--json"])).not.toBe(0);
  const { audits } = JSON.parse(output);
  expect(
    audits.map(({ audit, exit_code, problem }: Record<string, unknown>) => [
      audit,
      exit_code,
      problem !== null,
    ]),
  ).toEqual([
    ["rule-violations", 0, false],
    ["plagiarism", 0, false],
    ["familiarity", 1, true],
  ]);
});
