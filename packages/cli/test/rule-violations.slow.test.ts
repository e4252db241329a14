import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type MockModels, startMockModels } from "@mlebench/mock-models";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { run } from "../src/index.js";
import { createWorld, ended, start } from "./harness.js";

let directory: string;
let server: MockModels;
let [output, errors] = ["", ""];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "mlebench-rules-"));
  [output, errors] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    output += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    errors += String(text);
    return true;
  });
  server = await startMockModels({
    otherwise: JSON.stringify({ reasoning: "Nothing.", verdict: "no", quotation: "", confidence: 1 }),
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

function write(path: string, text: string): string {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
  return join(directory, path);
}

/** A list with one run, and its options. */
function oneRun(): string[] {
  write("runs/metadata.json", JSON.stringify({ runs: {}, config: { settings: { network: "none" } } }));
  const code = write("runs/a/code/train.py", "import requests\nrequests.get('https://huggingface.co/x')\n");
  const line = {
    competition_id: "spaceship-titanic",
    submission_path: null,
    logs_path: null,
    code_path: dirname(code),
  };
  return [
    "--submission",
    write("list.jsonl", `${JSON.stringify(line)}\n`),
    "--output-dir",
    join(directory, "out"),
  ];
}

const judge = (): string[] => ["--model", "openai-api/mock/judge", "--base-url", server.url];

test("the static analysis needs no model, and knows the network of the run", async () => {
  expect(await run(["rule-violations", ...oneRun(), "--static-only"])).toBe(0);
  expect(output).toMatch(/spaceship-titanic +none +– +– +medium/);
  expect(readdirSync(join(directory, "out")).map((name) => name.replace(/\d[\dT-]+/, "TIME"))).toEqual([
    "analysis_TIMEGMT.csv",
    "analysis_summary_TIMEGMT.json",
    "findings.jsonl",
    "verdicts.json",
  ]);
  expect(readFileSync(join(directory, "out/findings.jsonl"), "utf8")).toContain('"rule":"weights-download"');
  expect(server.requests).toHaveLength(0);
});

test("a dry run shows calls and sends nothing; the judge then makes them", async () => {
  const options = oneRun();
  expect(await run(["rule-violations", ...options, ...judge(), "--dry-run"])).toBe(0);
  expect(output).toMatch(/^3 calls of openai-api\/mock\/judge/);
  expect(server.requests).toHaveLength(0);
  output = "";
  expect(await run(["rule-violations", ...options, ...judge(), "--json"])).toBe(0);
  expect(server.requests).toHaveLength(3);
  expect(JSON.parse(output)).toMatchObject({
    verdicts: { code_LLM_API_QUESTION: { no: 1 } },
    summary: { code_LLM_API_QUESTION: "0.0%" },
    cost: null,
    stopped: null,
  });
  expect(await run(["rule-violations", ...options, ...judge()])).toBe(0);
  expect(server.requests).toHaveLength(3);
});

test("the judge's key and address may come from an environment file, and are gone afterwards", async () => {
  const file = write("keys.env", `MOCK_API_KEY=sk-sentinel\nMOCK_BASE_URL=${server.url}\n`);
  const args = ["rule-violations", ...oneRun(), "--model", "openai-api/mock/judge", "--dotenv", file];
  expect(await run(args)).toBe(0);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
    Array(3).fill("Bearer sk-sentinel"),
  );
  expect(output + errors).not.toContain("sk-sentinel");
  expect([process.env.MOCK_API_KEY, process.env.MOCK_BASE_URL]).toEqual([undefined, undefined]);
});

test("a run without logs and code, and a call that fails, make the exit code 1", async () => {
  const empty = write("empty.jsonl", '{"competition_id": "x", "submission_path": null}\n');
  expect(await run(["rule-violations", "--submission", empty, "--output-dir", join(directory, "o")])).toBe(1);
  expect(errors).toContain("--rel-log-path logs --rel-code-path code");
  const missing = write(
    "missing.jsonl",
    '{"competition_id": "x", "submission_path": null, "code_path": "nowhere"}\n',
  );
  expect(await run(["rule-violations", "--submission", missing, "--output-dir", join(directory, "o")])).toBe(
    1,
  );
  expect(errors).toContain("Code not found: nowhere");
  await server.close();
  server = await startMockModels({ otherwise: { status: 400, body: { error: { message: "no" } } } });
  expect(await run(["rule-violations", ...oneRun(), ...judge()])).toBe(1);
  expect(output).toContain("failed");
  expect(errors).toMatch(/The judge failed on 3 of 3 questions. The first time: .*\(HTTP 400\): no/);
  expect(errors).toContain("warning: 1 run has no logs: only the code was read. Pass directories to");
});

test("Ctrl-C ends the judge; what is done by then is in the reports", async () => {
  const world = createWorld();
  onTestFinished(() => world.remove());
  await server.close();
  const no = JSON.stringify({ reasoning: "Nothing.", verdict: "no", quotation: "", confidence: 1 });
  server = await startMockModels({ replies: [no], otherwise: { after: new Promise(() => undefined) } });
  const child = start(world, ["rule-violations", ...oneRun(), ...judge(), "--max-connections", "1"]);
  const end = ended(child);
  await expect.poll(() => server.requests.length, { timeout: 60_000 }).toBe(2);
  child.kill("SIGINT");
  const { exitCode, stdout, stderr } = await end;
  expect(stderr).toContain("Stopping: saving reports on what is done. Press Ctrl-C again");
  expect(stderr).toContain(
    "Interrupted: 1 of 1 runs are in the reports, and 2 of 3 questions have no answer",
  );
  expect(stdout).toMatch(/spaceship-titanic .*medium .*no .*failed .*failed/);
  expect(exitCode).toBe(130);
  expect(JSON.parse(readFileSync(join(directory, "out/verdicts.json"), "utf8"))).toMatchObject({
    stopped: "Interrupted",
    verdicts: { code_MANUALLY_WRITING_SUBMISSIONS_QUESTION: { no: 1 }, code_LLM_API_QUESTION: { failed: 1 } },
  });
});

test("a judge that has never answered ends the audit after a few attempts", async () => {
  await server.close();
  server = await startMockModels({
    otherwise: {
      status: 500,
      headers: { "retry-after": "0" },
      body: { error: { message: "Out of memory" } },
    },
  });
  expect(await run(["rule-violations", ...oneRun(), ...judge(), "--max-connections", "1"])).toBe(1);
  expect(server.requests).toHaveLength(3 * 6);
  expect(errors).toMatch(
    /The judge stopped: No call of `openai-api\/mock\/judge` has succeeded.*Out of memory/,
  );
  expect(output).toMatch(/spaceship-titanic .*medium .*failed/);
});

test.each([
  [["--dry-run"], "--dry-run"],
  [["--questions", "LLM_API_QUESTION"], "--questions"],
  [["--questions", "NO_SUCH", "--model", "openai/gpt-4o-mini"], "NO_SUCH"],
  [["--static-only", "--model", "openai/gpt-4o-mini"], "--static-only"],
])("%j is invalid usage", async (options, named) => {
  expect(await run(["rule-violations", ...oneRun(), ...options])).toBe(2);
  expect(errors).toContain(named);
});
