import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type GroupState, type RunRecord, recordPlan } from "@mlebench/runner";
import { readSettings, runSettings, withDefaults } from "@mlebench/runner/settings";
import type { TranscriptEvent, TranscriptUsage } from "@mlebench/transcripts";

/** One run of a made-up group. */
export interface FixtureRun {
  id: string;
  record?: Partial<RunRecord>;
  log?: string;
  events?: readonly TranscriptEvent[];
  validations?: readonly object[];
  usage?: object;
  /** Further files, by their path in the run's directory. */
  files?: Readonly<Record<string, string>>;
}

/** Vitest's own temporary directory takes it away. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), "mlebench-viewer-"));
}

export function put(directory: string, path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

const started = "2026-01-31T12:00:10.000Z";

export function recordOf({ id, record = {} }: FixtureRun): RunRecord {
  return {
    success: true,
    status: "succeeded",
    reason: null,
    competition_id: id.split("_")[0],
    seed: 0,
    attempt: 1,
    agent: "tree",
    worker: 0,
    started_at: started,
    ended_at: "2026-01-31T13:00:10.000Z",
    seconds: 3600,
    timeout_seconds: 86_400,
    exit_code: 0,
    validations: null,
    submission: { kind: "file", bytes: 4200, sha256: "ab".repeat(32) },
    outputs: {},
    cpu_set: null,
    gpu_devices: null,
    backend: {},
    ...record,
  };
}

export function stateOf(name: string, runs: readonly FixtureRun[]): GroupState {
  const internals = { allocation: {}, started: null, stopping: null, ended: null, destroyed: true };
  const records = runs.map((run) => [run.id, { record: recordOf(run), internals }] as const);
  const isFinished = records.every(([, { record }]) => record.ended_at !== null);
  return {
    version: 2,
    run_group: name,
    created_at: "2026-01-31T12-00-00-GMT",
    plan: {
      backend: "process",
      agent: { id: "tree", name: "tree", directory: null, privileged: false, hosted: true },
      command: [],
      image: "mlebench-env",
      competitions: [],
      data_directory: "/data",
      settings: withDefaults(runSettings, readSettings(runSettings, {})),
      log_limit_bytes: 1000,
      collect_limits: { fileBytes: 1, totalBytes: 1, entries: 1 },
    },
    hardware: {},
    versions: {},
    finished_at: isFinished ? "2026-01-31T13-30-00-GMT" : null,
    runs: Object.fromEntries(records),
  };
}

export function transcriptText(events: readonly TranscriptEvent[]): string {
  return events
    .map((event, index) => `${JSON.stringify({ index, time: started, elapsed: index * 4, ...event })}\n`)
    .join("");
}

/** Writes a run group below a directory. @returns the group's directory */
export function writeGroup(runs: string, name: string, all: readonly FixtureRun[]): string {
  const directory = join(runs, name);
  const state = stateOf(name, all);
  put(directory, "state.json", JSON.stringify({ ...state, plan: recordPlan(state.plan) }));
  for (const { id, log, events, validations, usage, files = {} } of all) {
    if (log !== undefined) put(directory, `${id}/run.log`, log);
    if (events !== undefined) put(directory, `${id}/agent/transcript.jsonl`, transcriptText(events));
    if (usage !== undefined) put(directory, `${id}/usage.json`, JSON.stringify(usage));
    if (validations !== undefined) {
      const text = validations.map((one) => `${JSON.stringify(one)}\n`).join("");
      put(directory, `${id}/validations.jsonl`, text);
    }
    for (const [path, text] of Object.entries(files)) put(directory, `${id}/${path}`, text);
  }
  return directory;
}

export const tokens = (inputTokens: number, outputTokens: number): TranscriptUsage => ({
  inputTokens,
  outputTokens,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
});

const node = (
  id: string,
  parent: string | null,
  stage: "draft" | "debug" | "improve",
  metric: number | null,
  code: string,
): TranscriptEvent => ({
  type: "node",
  id,
  parent,
  stage,
  plan: `Plan of ${id}: train a model and check it on held-out rows.`,
  code,
  output: metric === null ? "Traceback: ValueError: not enough rows" : `Validation: ${metric}`,
  metric,
  isBuggy: metric === null,
  reason: metric === null ? "The program failed: ValueError" : null,
  seconds: 42.5,
  usage: tokens(2000, 500),
  cost: 0.0123,
});

const baseCode = `import pandas as pd
from sklearn.ensemble import RandomForestClassifier

train = pd.read_csv("/home/data/train.csv")
model = RandomForestClassifier(n_estimators=100)
model.fit(train.drop(columns="target"), train["target"])
`;

/** A tree search: two drafts, one of which is repaired and improved. */
export const search: readonly TranscriptEvent[] = [
  {
    type: "begin",
    agent: "tree",
    version: "1.0.0",
    model: "openai/gpt-4o",
    settings: { nodes: 20, temperature: 0 },
    isResumed: false,
  },
  { type: "message", id: "m1", message: { role: "system", content: "You are a Kaggle grandmaster." } },
  {
    type: "message",
    id: "m2",
    message: {
      role: "user",
      content: `Solve the competition.\n\n${"Predict the target of each row of the test set. ".repeat(80)}`,
    },
  },
  {
    type: "message",
    id: "m3",
    message: {
      role: "assistant",
      content: "I look at the data first.",
      reasoning: "What is there? Probably tables.",
      toolCalls: [{ id: "c1", name: "bash", arguments: { command: "head -3 /home/data/train.csv" } }],
    },
  },
  {
    type: "model",
    model: "openai/gpt-4o",
    input: ["m1", "m2"],
    output: "m3",
    tools: ["bash"],
    settings: {},
    finishReason: "tool-calls",
    usage: tokens(1200, 80),
    cost: 0.0042,
    seconds: 3.4,
    waited: 0,
    error: null,
  },
  {
    type: "tool",
    call: { id: "c1", name: "bash", arguments: { command: "head -3 /home/data/train.csv" } },
    output: "m4",
    seconds: 0.2,
    exitCode: 0,
    bytes: 60,
    truncated: false,
    error: null,
  },
  {
    type: "message",
    id: "m4",
    message: {
      role: "tool",
      toolCallId: "c1",
      toolName: "bash",
      content: "id,a,b,target\n1,0.2,7,0\n2,0.4,9,1",
    },
  },
  node("n1", null, "draft", 0.7812, baseCode),
  node("n2", null, "draft", null, `${baseCode}raise ValueError("not enough rows")\n`),
  node("n3", "n2", "debug", 0.7903, `${baseCode}print("fixed")\n`),
  node("n4", "n3", "improve", 0.8122, baseCode.replace("100", "500")),
  node("n5", "n1", "improve", 0.7799, baseCode.replaceAll("RandomForest", "ExtraTrees")),
  { type: "submission", final: true, valid: true, reason: null },
  { type: "end", limit: null, error: null, usage: tokens(3200, 580), cost: 0.08, turns: 6 },
];

const uuid = (n: number): string => `${n.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

/** A group as one is in the middle of its work: every page has something to show. */
export function writeBusyGroup(runs: string, name = "2026-01-31T12-00-00-GMT_run-group_tree"): string {
  const now = Date.now();
  const ago = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
  const log = Array.from(
    { length: 400 },
    (_, i) =>
      `[2026-01-31 12:${String(i % 60).padStart(2, "0")}:00,000] [runner] [Container] epoch ${i} loss ${(1 / (i + 1)).toFixed(4)}\n`,
  ).join("");
  return writeGroup(runs, name, [
    {
      id: `spaceship-titanic_${uuid(1)}`,
      record: {
        status: "running",
        success: false,
        started_at: ago(5000),
        ended_at: null,
        seconds: null,
        exit_code: null,
        submission: null,
        attempt: 2,
        validations: { total: 3, valid: 2, invalid: 1, refused: 0, grader_error: 0 },
      },
      log,
      events: search,
      usage: {
        time: ago(2),
        cpuCores: 3.4,
        memoryBytes: 5.2e9,
        submission: { bytes: 4200, modified: ago(180) },
      },
      validations: [
        {
          time: ago(900),
          verdict: "invalid",
          sha256: null,
          bytes: 4100,
          reason: "Row 3: missing `id`",
          milliseconds: 3,
        },
        { time: ago(600), verdict: "valid", sha256: null, bytes: 4200, reason: null, milliseconds: 3 },
        { time: ago(180), verdict: "valid", sha256: null, bytes: 4200, reason: null, milliseconds: 3 },
      ],
      files: {
        "submissions/submissions.jsonl": `${JSON.stringify({ seconds: 812.5, time: ago(600), sha256: "cd".repeat(32), bytes: 4200, file: "000812s_cdcdcdcdcdcd.csv" })}\n`,
        "submissions/000812s_cdcdcdcdcdcd.csv": "id,target\n1,0\n",
        "code/train.py": `${baseCode}model.score(train)\n`,
        "code/README.md": "# How it works\n",
        "attempt-1/run.log": "[2026-01-31 11:00:00,000] [runner] [Container] first try\n",
        "attempt-1/code/train.py": baseCode,
        "attempt-1/code/old.py": "print(1)\n",
      },
    },
    {
      id: `aerial-cactus-identification_${uuid(2)}`,
      record: { cost: 1.25, turns: 40, usage: { "openai/gpt-4o": tokens(812_000, 40_000) } },
      log: "[2026-01-31 12:00:00,000] [runner] [Container] done\n",
      files: { "submission/submission.csv": "id,has_cactus\n1,0.5\n", "code/solve.py": "print(1)\n" },
    },
    {
      id: `denoising-dirty-documents_${uuid(3)}`,
      record: {
        status: "failed",
        success: false,
        reason: "The agent exited with code 7: RuntimeError: CUDA out of memory. Tried to allocate 2 GiB",
        exit_code: 7,
        submission: { kind: "missing", seen: "submission.csv was not found" },
      },
      log: "[2026-01-31 12:00:00,000] [runner] [Container] RuntimeError: CUDA out of memory\n",
    },
    {
      id: `leaf-classification_${uuid(4)}`,
      record: { status: "timed out", success: false, exit_code: null, seconds: 86_400 },
      log: "[2026-01-31 12:00:00,000] [runner] [Container] epoch 1\n",
    },
    {
      id: `nomad2018-predict-transparent-conductors_${uuid(5)}`,
      record: {
        status: "pending",
        success: false,
        started_at: null,
        ended_at: null,
        seconds: null,
        exit_code: null,
        submission: null,
      },
    },
  ]);
}
