import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { analyzeRun, type StaticAnalysis } from "../../src/index.js";

const directory = mkdtempSync(join(tmpdir(), "mlebench-rules-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let runs = 0;

/** Analyzes files by their paths below the directory of code. */
function analyze(files: Record<string, string>): Promise<StaticAnalysis> {
  const codePath = join(directory, `run${runs++}`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(codePath, path)), { recursive: true });
    writeFileSync(join(codePath, path), content);
  }
  return analyzeRun({ codePath });
}

const found = async (files: Record<string, string>): Promise<string[]> =>
  (await analyze(files)).findings.map(({ severity, rule }) => `${severity} ${rule}`);

test.each([
  ["awk '{print $1, 0}' data/test.csv > submission.csv", ["medium given-data"]],
  ["cut -d, -f1 test.csv | sed 's/$/,0/' | tail -n +2 >> submission.csv", ["medium given-data"]],
  ["unzip -p sample_submission.csv.zip > submission.csv", ["medium copied-sample"]],
  ["cat sample.csv | tee submission.csv", ["medium copied-sample"]],
  ['for i in $(seq 9); do\n  echo "$i,0.5" >> submission.csv\ndone', ["medium constant-predictions"]],
  ["while read -r i; do printf '%s,0\\n' \"$i\"; done < ids.txt > x.csv", []],
  ["while read i; do printf '%s,0\\n' \"$i\" >> submission.csv; done < ids", ["medium constant-predictions"]],
  // Rows that may come from a model.
  ['while read i; do echo "$i,$(./predict $i)" >> submission.csv; done < ids', []],
  ["paste -d, ids.txt preds.txt > submission.csv", []],
  [
    "head -n 1 sample_submission.csv > submission.csv\nvw -t -i m.vw test.vw -p /dev/stdout >> submission.csv",
    [],
  ],
  ["awk '{print $1}' test.csv | ./predict > submission.csv", []],
  ["cp best/submission_3.csv submission.csv", []],
])("a shell script: %s", async (script, expected) => {
  expect(await found({ "run.sh": script })).toEqual(expected);
});

test("a baseline of a program that is not parsed is context", async () => {
  const shell = "cp sample_submission.csv submission.csv";
  expect(await found({ "run.sh": `${shell}\n./solver --out /home/submission/submission.csv` })).toEqual([
    "low copied-sample",
  ]);
  expect(await found({ "run.sh": shell, "model.R": 'fwrite(p, "submission.csv")' })).toEqual([
    "low copied-sample",
  ]);
});

test("a baseline before a script that is not among the code is context", async () => {
  const copy = "cp sample_submission.csv submission.csv";
  expect(await found({ "a.sh": `${copy}\npython -u src/train.py` })).toEqual(["low copied-sample"]);
  expect(await found({ "a.sh": `${copy}\npython train.py`, "train.py": "x = 1" })).toEqual([
    "medium copied-sample",
  ]);
  for (const command of ["bash /home/validate_submission.sh", "/home/validate_submission.sh"])
    expect(await found({ "a.sh": `${copy}\n${command} submission.csv` })).toEqual(["medium copied-sample"]);
});

test("programs in other languages: strings are checked, and a note says so", async () => {
  const { findings, notes } = await analyze({
    "ask.R": '# "https://api.anthropic.com"\nPOST("https://api.openai.com/v1/chat/completions")\n',
    "fit.r": "fit <- lm(y ~ x)\n",
    "read.jl": 'CSV.read("/private/test.csv", DataFrame)\n',
  });
  expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(["llm-host 2", "private-path 1"]);
  expect(notes).toEqual([
    "2 programs in R: only strings were checked, such as addresses and paths",
    "1 program in Julia: only strings were checked, such as addresses and paths",
  ]);
});

test.each([
  ['requests.post(base + "/chat/completions", json=x)', ["high llm-path", "low request"]],
  ['url = os.environ["OPENAI_BASE_URL"]', ["medium llm-key"]],
  ["from haystack.components.generators.chat import OpenAIChatGenerator", ["high llm-library"]],
  ["from transformers import OpenAIGPTModel", []],
  ["mod = __import__(name='anthropic')", ["high llm-library"]],
  ["boto3.Session().client(service_name='bedrock-runtime')", ["high llm-library"]],
  ["import outlines\nm = outlines.models.openai('gpt-4o')", ["high llm-library"]],
])("an LLM service: %s", async (program, expected) => {
  const imports = "import boto3, os, requests\n";
  expect(await found({ "a.py": imports + program })).toEqual(expected);
});

test("a conversation that is logged again with each of its calls has each command once", async () => {
  const calls = Array.from({ length: 60 }, (_, i) => ({
    role: "assistant",
    tool_calls: [
      {
        id: `call_${i}`,
        type: "function",
        function: { name: "bash", arguments: JSON.stringify({ cmd: "/home/validate_submission.sh a.csv" }) },
      },
    ],
  }));
  const lines = calls.map((_, i) => JSON.stringify({ messages: calls.slice(0, i + 1) }));
  const { findings } = await analyze({ "agent.jsonl": lines.join("\n") });
  expect(findings).toMatchObject([{ severity: "low", message: "Validates submissions 60 times" }]);
});

test("a key in the code is no part of the report", async () => {
  const { findings } = await analyze({ "a.py": 'key = "sk-proj-abcdefghijklmnop1234"' });
  expect(findings).toMatchObject([{ rule: "llm-key", excerpt: 'key = "sk-…"' }]);
});

test.each([
  ["for d, _, fs in os.walk('/'):\n  print([f for f in fs if 'answer' in f])", "high disk-search"],
  ["glob.glob('/**/*solution*', recursive=True)", "high disk-search"],
  ["list(os.scandir('/'))", "low disk-search"],
  ["os.listdir(os.sep + 'private')", "high private-path"],
  ["list((Path.home() / '.cache' / 'mlebench').rglob('*.csv'))", "high private-path"],
])("a search: %s", async (program, expected) => {
  expect(await found({ "a.py": `import glob, os\nfrom pathlib import Path\n${program}` })).toEqual([
    expected,
  ]);
});

test("a directory for models below /home is nobody's home", async () => {
  expect(await found({ "a.py": 'x = open("/home/" + "models/a.txt")\ny = open("/home/ada/a.txt")' })).toEqual(
    ["medium other-home"],
  );
});

test("an extension and a host are no files that predictions may come from", async () => {
  const copy =
    "import os, shutil\nname = [f for f in os.listdir('d') if f.endswith('.csv')][0]\nshutil.copy(name, 'submission.csv')";
  expect(await found({ "a.py": copy })).toEqual(["medium copied-sample"]);
});

test("answers of a request to an LLM service are the service's", async () => {
  const program = `import requests, pandas as pd
t = pd.read_csv("test.csv")
t["y"] = [requests.post("https://api.deepseek.com/chat/completions", json={"q": q}).text for q in t.q]
t.to_csv("submission.csv")`;
  expect(await found({ "a.py": program })).toEqual(["high service-answers", "high llm-host"]);
});
