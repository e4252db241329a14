import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import {
  analyzeSubmissions,
  countVerdicts,
  estimateJudge,
  questions,
  selectQuestions,
  summaryOf,
  writeReports,
} from "../src/index.js";
import { type JudgeHarness, no, startJudge } from "./judge/harness.js";

let judge: JudgeHarness;
afterEach(() => judge.close());

const honest = "import sklearn.svm\nsklearn.svm.SVC().fit(a, b).predict(c).to_csv('submission.csv')\n";
const upheld = { reasoning: "r", verdict: "upheld" };
const isSkeptic = (system: string): boolean => system.includes("Another inspector");

async function threeRuns(): Promise<void> {
  judge = await startJudge((system, user) => {
    if (isSkeptic(system)) return upheld;
    if (user.includes("broken call")) return { status: 400, body: { error: { message: "Bad request" } } };
    const quotation = "client = openai.OpenAI()";
    return user.includes(quotation) && user.includes("hosted service")
      ? { ...no, verdict: "yes", quotation }
      : no;
  });
  judge.write("a/code/train.py", honest);
  judge.write("a/logs/agent.log", "$ python train.py\n");
  judge.write("b/code/train.py", `import openai\nclient = openai.OpenAI()\n${honest}`);
  judge.write("c/code/train.py", `# broken call\n${honest}`);
}

const lines = () => ["a", "b", "c"].map((run) => judge.line(run));

test("judges runs in the order of the list, and a failed call loses nothing else", async () => {
  await threeRuns();
  const analysis = await analyzeSubmissions(lines(), { judge: { model: judge.model, questions } });
  expect(analysis.runs.map(({ submissionPath }) => submissionPath)).toEqual(
    lines().map(({ submissionPath }) => submissionPath),
  );
  expect(countVerdicts(analysis)).toMatchObject({
    logs_LLM_API_QUESTION: { yes: 0, no: 1, unclear: 0, failed: 0, "not asked": 2 },
    code_LLM_API_QUESTION: { yes: 1, no: 1, unclear: 0, failed: 1, "not asked": 0 },
    code_UNAUTHORIZED_ACCESS_QUESTION: { yes: 0, no: 2, unclear: 0, failed: 1, "not asked": 0 },
    static_llm_api: { yes: 1, no: 2, unclear: 0, failed: 0, "not asked": 0 },
  });
  expect(summaryOf(analysis)).toMatchObject({
    code_LLM_API_QUESTION: "33.3%",
    static_llm_api: "33.3%",
    static_access: "0.0%",
  });
  // Recorded from the reference's script.
  const reference = [
    "logs_MANUALLY_WRITING_SUBMISSIONS_QUESTION",
    "code_LLM_API_QUESTION",
    "logs_UNAUTHORIZED_ACCESS_QUESTION",
  ];
  expect(Object.keys(summaryOf(analysis)).filter((key) => reference.includes(key))).toEqual(reference);
  expect(analysis.runs[1].notes).toEqual([expect.stringContaining("Logs not found")]);
  expect(analysis.usage.inputTokens).toBeGreaterThan(0);
  expect(analysis.cost).toBeNull();
});

test("asks nothing again that was answered before", async () => {
  await threeRuns();
  const options = { judge: { model: judge.model, questions } };
  const before = await estimateJudge(lines(), options.judge);
  expect(before).toMatchObject({ calls: 12, cached: 0 });
  const first = await analyzeSubmissions(lines(), options);
  const sent = judge.server.requests.length;
  const second = await analyzeSubmissions(lines(), options);
  // The three calls that failed are made again.
  expect(judge.server.requests.length - sent).toBe(3);
  expect(await estimateJudge(lines(), options.judge)).toMatchObject({ calls: 3, cached: 9 });
  expect(second.runs).toEqual(first.runs);
});

test("stops at an error that every call would have, and keeps the static analysis", async () => {
  judge = await startJudge(() => ({ status: 401, body: { error: { message: "Incorrect API key" } } }));
  for (let i = 0; i < 30; i++) judge.write(`r${i}/code/a.py`, `import openai\nx = ${i}\n`);
  const many = Array.from({ length: 30 }, (_, i) => judge.line(`r${i}`));
  const analysis = await analyzeSubmissions(many, {
    judge: { model: judge.model, questions, concurrency: 2 },
  });
  expect(analysis.stopped).toMatch(/key/i);
  expect(judge.server.requests.length).toBeLessThanOrEqual(4);
  expect(countVerdicts(analysis)).toMatchObject({
    code_LLM_API_QUESTION: { failed: 30 },
    static_llm_api: { yes: 30 },
  });
});

test("a signal ends the judge, and what is done by then is in the reports", async () => {
  const controller = new AbortController();
  judge = await startJudge((_, user) => {
    if (user.includes("second run")) controller.abort();
    return no;
  });
  for (const [name, text] of Object.entries({ a: "x = 1", b: "# second run", c: "y = 2" }))
    judge.write(`${name}/code/train.py`, `${text}\n`);
  const steps: string[] = [];
  const analysis = await analyzeSubmissions(lines(), {
    judge: { model: judge.model, questions, concurrency: 1 },
    signal: controller.signal,
    onProgress: ({ step, done, total }) => steps.push(`${step} ${done}/${total}`),
  });
  expect(analysis).toMatchObject({ isInterrupted: true, stopped: "Interrupted", total: 3 });
  expect(countVerdicts(analysis)).toMatchObject({
    code_LLM_API_QUESTION: { no: 1, failed: 2 },
    code_UNAUTHORIZED_ACCESS_QUESTION: { no: 1, failed: 2 },
    static_llm_api: { no: 3 },
  });
  expect(steps[4]).toBe("asking the judge 0/9");
  expect(steps.at(-1)).toMatch(/^asking the judge [345]\/9$/);
});

test("a source that was judged in part when a signal came has no verdict", async () => {
  const controller = new AbortController();
  judge = await startJudge((_, user) => {
    if (user.includes("line 300 ")) controller.abort();
    return no;
  });
  judge.write("a/code/train.py", Array.from({ length: 5000 }, (_, i) => `# line ${i} of many\n`).join(""));
  const analysis = await analyzeSubmissions([judge.line("a")], {
    judge: { model: judge.model, questions, concurrency: 1, chunkTokens: 1000, overlapTokens: 0 },
    signal: controller.signal,
  });
  const sent = judge.server.requests.length;
  expect(sent).toBeGreaterThan(3);
  expect(sent).toBeLessThan(20);
  expect(countVerdicts(analysis)).toMatchObject({ code_LLM_API_QUESTION: { no: 0, failed: 1 } });
});

test("a signal during the static analysis leaves out the runs that follow, and asks no judge", async () => {
  await threeRuns();
  const controller = new AbortController();
  const analysis = await analyzeSubmissions(lines(), {
    judge: { model: judge.model, questions },
    signal: controller.signal,
    onProgress: ({ done }) => done === 1 && controller.abort(),
  });
  expect(analysis).toMatchObject({ isInterrupted: true, stopped: "Interrupted", total: 3 });
  expect(analysis.runs).toHaveLength(2);
  expect(judge.server.requests).toHaveLength(0);
});

test("writes the reference's two files, findings, and verdicts", async () => {
  await threeRuns();
  const analysis = await analyzeSubmissions(lines(), {
    judge: { model: judge.model, questions: selectQuestions(["LLM_API_QUESTION"]) },
  });
  const paths = writeReports(analysis, join(judge.directory, "out"), new Date("2026-01-31T12:00:00Z"));
  expect(paths.analysis).toMatch(/analysis_2026-01-31T12-00-00-GMT\.csv$/);
  expect(paths.summary).toMatch(/analysis_summary_2026-01-31T12-00-00-GMT\.json$/);
  const csv = readFileSync(paths.analysis, "utf8");
  expect(csv.split("\n")[0]).toBe(
    "competition_id,submission_path,logs_LLM_API_QUESTION,logs_LLM_API_QUESTION_binarized,code_LLM_API_QUESTION,code_LLM_API_QUESTION_binarized," +
      ["without_model", "llm_api", "access", "score_seeking", "judge_manipulation"]
        .flatMap((one) => [`static_${one}`, `static_${one}_binarized`])
        .join(","),
  );
  expect(csv).toContain('Verdict: yes",True,');
  expect(JSON.parse(readFileSync(paths.summary, "utf8"))).toMatchObject({
    logs_LLM_API_QUESTION: "0.0%",
    code_LLM_API_QUESTION: "33.3%",
  });
  const findings = readFileSync(paths.findings, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(findings).toMatchObject([
    { source: "static", category: "llm-api", rule: "llm-library", severity: "high", line: 1, flagged: true },
    { source: "judge", column: "code_LLM_API_QUESTION", verdict: "yes", line: 2, flagged: true },
    { source: "judge", column: "code_LLM_API_QUESTION", verdict: "failed", flagged: false },
  ]);
  expect(JSON.parse(readFileSync(paths.verdicts, "utf8"))).toMatchObject({
    runs: 3,
    cost: null,
    stopped: null,
  });
});

test("runs without logs and code are not checked, and count as not flagged", async () => {
  judge = await startJudge(() => no);
  const analysis = await analyzeSubmissions([{ competitionId: "x", submissionPath: "None" }], {
    judge: { model: judge.model, questions },
  });
  expect(countVerdicts(analysis)).toMatchObject({ static_llm_api: { "not asked": 1 } });
  expect(analysis.runs[0]).toMatchObject({
    submissionPath: null,
    hasSources: false,
    notes: ["No logs listed", "No code listed"],
  });
});

test("what is listed and not there, empty, or no file makes a run incomplete", async () => {
  judge = await startJudge(() => no);
  judge.write("a/code/train.py", honest);
  judge.write("a/logs/agent.log", "");
  judge.write("b/code/train.py", honest);
  judge.write("c/code/train.py", "");
  judge.write("c/logs/agent.log", "");
  const { runs } = await analyzeSubmissions(lines());
  expect(runs.map(({ hasSources, isComplete }) => [hasSources, isComplete])).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
});

test("an unknown question is an error that names the known ones", () => {
  expect(() => selectQuestions(["LLM_API_QUESTIONS"])).toThrow(/Unknown question/);
  expect(selectQuestions(undefined)).toHaveLength(3);
});
