import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { analyzeSubmissions } from "../src/index.js";
import { locateSources } from "../src/locate-sources.js";

const root = mkdtempSync(join(tmpdir(), "mlebench-locate-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;

function makeRun(files: string[]): (path: string) => string {
  const directory = join(root, `run${count++}`);
  for (const file of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    if (!file.endsWith("/")) writeFileSync(join(directory, file), "import openai\n");
    else mkdirSync(join(directory, file), { recursive: true });
  }
  return (path) => join(directory, path);
}

const id = { competitionId: "c" };

test("without paths in the list, the directories of the run are read", () => {
  const at = makeRun(["submission/submission.csv", "logs/a.log", "code/a.py", "run.log"]);
  expect(locateSources({ ...id, submissionPath: at("submission/submission.csv") })).toEqual({
    submissionPath: at("submission/submission.csv"),
    logsPath: at("logs"),
    codePath: at("code"),
    notes: [`Read as logs: ${at("logs")}`, `Read as code: ${at("code")}`],
    isMissing: false,
  });
});

test("a listed file that no agent wrote stands for its directory", () => {
  const at = makeRun(["submission/submission.csv", "code/solution.py", "logs/a.log"]);
  const line = { ...id, submissionPath: "None", codePath: at("code/train.py"), logsPath: at("logs/a.log") };
  expect(locateSources(line)).toMatchObject({
    logsPath: at("logs/a.log"),
    codePath: at("code"),
    notes: [`Code not found: ${at("code/train.py")}. Read instead: ${at("code")}`],
    isMissing: false,
  });
});

test("an agent without logs has what it printed", () => {
  const at = makeRun(["submission/submission.csv", "logs/", "code/a.py", "run.log"]);
  const line = { ...id, submissionPath: "None", codePath: at("code"), logsPath: at("logs") };
  expect(locateSources(line)).toMatchObject({
    logsPath: at("run.log"),
    notes: [`Read as logs: ${at("run.log")}`],
  });
});

test("what is listed and not in a run is missing, and nothing else is read for it", () => {
  const at = makeRun(["sub.csv", "code/a.py", "run.log"]);
  const line = { ...id, submissionPath: at("sub.csv"), codePath: at("elsewhere.py"), logsPath: "None" };
  expect(locateSources(line)).toEqual({
    submissionPath: at("sub.csv"),
    notes: ["No logs listed", `Code not found: ${at("elsewhere.py")}`],
    isMissing: true,
  });
});

test("the analysis reads what was found", async () => {
  const at = makeRun(["submission/submission.csv", "code/a.py"]);
  const { runs } = await analyzeSubmissions([{ ...id, submissionPath: at("submission/submission.csv") }]);
  expect(runs[0].static.findings).toMatchObject([{ rule: "llm-library", file: at("code/a.py") }]);
  expect(runs[0].isComplete).toBe(true);
});
