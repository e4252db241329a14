import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { aggregateReports, type CompetitionReport, stringifyReport } from "@mlebench/core";
import { type GroupState, type RunRecord, recordPlan } from "@mlebench/runner";
import { type RunSettingInputs, readSettings, runSettings, withDefaults } from "@mlebench/runner/settings";
import type { TranscriptEvent, TranscriptLine, TranscriptUsage } from "@mlebench/transcripts";

/** One run of a fixture. */
export interface FixtureRun {
  competition: string;
  seed: number;
  record?: Partial<RunRecord>;
  events?: readonly Timed[];
  report?: Partial<CompetitionReport>;
  log?: string;
  validations?: readonly object[];
}

/** An event, and the seconds after the run's start. */
export type Timed = readonly [elapsed: number, event: TranscriptEvent];

export const start = Date.parse("2026-01-31T12:00:10.000Z");
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

export const usage = (
  inputTokens: number,
  outputTokens: number,
  more: Partial<TranscriptUsage> = {},
): TranscriptUsage => ({
  inputTokens,
  outputTokens,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  ...more,
});

export function linesOf(events: readonly Timed[]): TranscriptLine[] {
  return events.map(([elapsed, event], index) => ({ index, time: at(elapsed), elapsed, ...event }));
}

export function recordOf({ competition, seed, record = {} }: FixtureRun): RunRecord {
  return {
    success: true,
    status: "succeeded",
    reason: null,
    competition_id: competition,
    seed,
    attempt: 1,
    agent: "react",
    worker: 0,
    started_at: at(0),
    ended_at: at(60),
    seconds: 60,
    timeout_seconds: 600,
    exit_code: 0,
    validations: null,
    submission: null,
    outputs: {},
    cpu_set: null,
    gpu_devices: null,
    backend: {},
    ...record,
  };
}

export const runIdOf = ({ competition, seed }: FixtureRun): string =>
  `${competition}_00000000-0000-4000-8000-00000000000${seed}`;

export function stateOf(runs: readonly FixtureRun[], settings: RunSettingInputs = {}): GroupState {
  const internals = { allocation: {}, started: null, stopping: null, ended: null, destroyed: true };
  const isFinished = runs.every(({ record }) => record?.status === undefined || record.status !== "running");
  return {
    version: 2,
    run_group: "2026-01-31T12-00-00-GMT_run-group_react",
    created_at: "2026-01-31T12-00-00-GMT",
    plan: {
      backend: "process",
      agent: { id: "react", name: "react", directory: "/agents/react", privileged: false },
      command: [],
      image: "mlebench-env",
      competitions: [...new Set(runs.map(({ competition }) => competition))],
      data_directory: "/data",
      settings: withDefaults(runSettings, readSettings(runSettings, settings)),
      log_limit_bytes: 1000,
      collect_limits: { fileBytes: 1, totalBytes: 1, entries: 1 },
    },
    hardware: {},
    versions: { runner: "1.0.0", mlebench: "1.2.3" },
    finished_at: isFinished ? "2026-01-31T12-30-00-GMT" : null,
    runs: Object.fromEntries(runs.map((run) => [runIdOf(run), { record: recordOf(run), internals }])),
  };
}

export function reportOf(run: FixtureRun, values: Partial<CompetitionReport> = {}): CompetitionReport {
  return {
    competition_id: run.competition,
    score: 0.8,
    gold_threshold: 0.9,
    silver_threshold: 0.7,
    bronze_threshold: 0.6,
    median_threshold: 0.5,
    any_medal: true,
    gold_medal: false,
    silver_medal: true,
    bronze_medal: false,
    above_median: true,
    submission_exists: true,
    valid_submission: true,
    is_lower_better: false,
    created_at: "2026-01-31T12:30:00",
    submission_path: `runs/group/${runIdOf(run)}/submission/submission.csv`,
    verdict: "scored",
    submission_error: null,
    score_unrounded: 0.8,
    medal: "silver",
    percentile: 93,
    metric: "accuracy",
    data_kind: "real",
    data_verification: "verified",
    data_failed_files: [],
    known_issues: [],
    mlebench_version: "1.2.3",
    ...values,
  };
}

/** Nothing was handed in. */
export const withoutSubmission: Partial<CompetitionReport> = {
  score: null,
  score_unrounded: null,
  any_medal: false,
  silver_medal: false,
  above_median: false,
  submission_exists: false,
  valid_submission: false,
  submission_path: "None",
  verdict: "invalid",
  submission_error: "submission.csv is missing",
  medal: null,
  percentile: null,
};

/** Writes a run group; with a grading report where runs have one. @returns its directory */
export function writeGroup(
  runs: readonly FixtureRun[],
  settings: RunSettingInputs = {},
  directory = mkdtempSync(join(tmpdir(), "mlebench-group-")),
): string {
  const state = stateOf(runs, settings);
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  put("state.json", JSON.stringify({ ...state, plan: recordPlan(state.plan) }));
  for (const run of runs) {
    const id = runIdOf(run);
    if (run.log !== undefined) put(`${id}/run.log`, run.log);
    if (run.validations !== undefined)
      put(`${id}/validations.jsonl`, run.validations.map((one) => `${JSON.stringify(one)}\n`).join(""));
    if (run.events !== undefined)
      put(
        `${id}/agent/transcript.jsonl`,
        linesOf(run.events)
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(""),
      );
  }
  const lines = runs.flatMap((run) => (run.report === undefined ? [] : [reportOf(run, run.report)]));
  if (lines.length > 0)
    put("2026-01-31T12-31-00-GMT_grading_report.json", stringifyReport(aggregateReports(lines)));
  return directory;
}

const model = "openai/gpt-4o";

/** A run of an agent with tools: what it was told, two calls, reasoning, a shortened message, and its submission. */
export const conversation: readonly Timed[] = [
  [
    0,
    {
      type: "begin",
      agent: "react",
      version: "1.0.0",
      model,
      settings: { limits: { message: 30 }, temperature: 0 },
      isResumed: false,
    },
  ],
  [0, { type: "message", id: "m1", message: { role: "system", content: "You are an agent." } }],
  [
    0,
    { type: "message", id: "m2", message: { role: "user", content: "Solve the task. \ud83d\ude80 \ud800" } },
  ],
  [
    5,
    {
      type: "message",
      id: "m3",
      message: {
        role: "assistant",
        content: "I look at the data.",
        reasoning: "What is there?",
        toolCalls: [{ id: "c1", name: "bash", arguments: { command: "ls /home/data" } }],
      },
    },
  ],
  [
    5,
    {
      type: "model",
      model,
      input: ["m1", "m2"],
      output: "m3",
      tools: ["bash", "submit"],
      settings: { temperature: 0, maxTokens: 100, reasoningEffort: "low" },
      finishReason: "tool-calls",
      usage: usage(100, 20, { cacheReadTokens: 30, reasoningTokens: 4 }),
      cost: 0.25,
      seconds: 4,
      waited: 1.5,
      error: null,
    },
  ],
  [5, { type: "tool-begin", call: { id: "c1", name: "bash", arguments: { command: "ls /home/data" } } }],
  [
    7,
    {
      type: "message",
      id: "m4",
      message: { role: "tool", toolCallId: "c1", toolName: "bash", content: "train.csv\ntest.csv" },
    },
  ],
  [
    7,
    {
      type: "tool",
      call: { id: "c1", name: "bash", arguments: { command: "ls /home/data" } },
      output: "m4",
      seconds: 2,
      exitCode: 0,
      bytes: 18,
      truncated: false,
      error: null,
    },
  ],
  [
    8,
    {
      type: "context",
      reason: "prune",
      replaced: [
        {
          id: "m4",
          message: { role: "tool", toolCallId: "c1", toolName: "bash", content: "(output removed)" },
        },
      ],
    },
  ],
  [
    12,
    {
      type: "message",
      id: "m5",
      message: {
        role: "assistant",
        content: "",
        toolCalls: [
          { id: "c2", name: "bash", arguments: "not an object" },
          { id: "c3", name: "submit", arguments: { answer: "done" } },
        ],
      },
    },
  ],
  [
    12,
    {
      type: "model",
      model,
      input: ["m1", "m2", "m3", "m4"],
      output: "m5",
      tools: ["bash", "submit"],
      settings: {},
      finishReason: "tool-calls",
      usage: usage(200, 10, { cacheReadTokens: 100, cacheWriteTokens: 20 }),
      cost: 0.5,
      seconds: 3,
      waited: 0,
      error: null,
    },
  ],
  [12, { type: "tool-begin", call: { id: "c2", name: "bash", arguments: "not an object" } }],
  [
    12,
    {
      type: "message",
      id: "m6",
      message: {
        role: "tool",
        toolCallId: "c2",
        toolName: "bash",
        content: "Invalid arguments",
        isError: true,
      },
    },
  ],
  [
    12,
    {
      type: "tool",
      call: { id: "c2", name: "bash", arguments: "not an object" },
      output: "m6",
      seconds: 0,
      exitCode: null,
      bytes: 0,
      truncated: false,
      error: "Invalid arguments",
    },
  ],
  [12, { type: "tool-begin", call: { id: "c3", name: "submit", arguments: { answer: "done" } } }],
  [13, { type: "submission", final: true, valid: true, reason: null, answer: "done" }],
  [
    13,
    {
      type: "message",
      id: "m7",
      message: { role: "tool", toolCallId: "c3", toolName: "submit", content: "Submitted." },
    },
  ],
  [
    13,
    {
      type: "tool",
      call: { id: "c3", name: "submit", arguments: { answer: "done" } },
      output: "m7",
      seconds: 1,
      exitCode: null,
      bytes: 0,
      truncated: false,
      error: null,
    },
  ],
  [14, { type: "end", limit: null, error: null, usage: usage(300, 30), cost: 0.75, turns: 2 }],
];

/** A run that a limit ended while a tool was called. */
export const limited: readonly Timed[] = [
  ...conversation.slice(0, 6),
  [
    9,
    {
      type: "end",
      limit: { type: "message", limit: 3 },
      error: null,
      usage: usage(100, 20),
      cost: null,
      turns: 1,
    },
  ],
];

/** A search: conversations of its nodes overlap, and there is no main one. */
export const search: readonly Timed[] = [
  [0, { type: "begin", agent: "tree", version: "1.0.0", model, settings: {}, isResumed: false }],
  ...["n1", "n2"].flatMap((thread, index): Timed[] => [
    [
      1 + index,
      {
        type: "message",
        id: `${thread}-1`,
        message: { role: "user", content: `Draft ${thread}` },
        thread,
      },
    ],
  ]),
  ...["n1", "n2"].flatMap((thread, index): Timed[] => [
    [
      5 + index,
      {
        type: "message",
        id: `${thread}-2`,
        message: { role: "assistant", content: `code of ${thread}` },
        thread,
      },
    ],
    [
      5 + index,
      {
        type: "model",
        model,
        input: [`${thread}-1`],
        output: `${thread}-2`,
        tools: [],
        settings: {},
        finishReason: "stop",
        usage: usage(10, 5),
        cost: null,
        seconds: 4,
        waited: 0,
        error: null,
        thread,
      },
    ],
    [
      10 + index,
      {
        type: "node",
        id: thread,
        parent: null,
        stage: "draft",
        plan: "a plan",
        code: "print(1)",
        output: "1",
        metric: 0.5,
        isBuggy: false,
        reason: null,
        seconds: 3,
        usage: usage(10, 5),
        cost: null,
      },
    ],
  ]),
  [20, { type: "end", limit: null, error: null, usage: usage(20, 10), cost: null, turns: 2 }],
];

/** A group with every kind of run: three competitions, two seeds. */
export const everyKind: readonly FixtureRun[] = [
  {
    competition: "spaceship-titanic",
    seed: 0,
    events: conversation,
    report: {},
    record: { submission: { kind: "file", bytes: 3, sha256: "x" } as RunRecord["submission"] },
  },
  {
    competition: "spaceship-titanic",
    seed: 1,
    events: limited,
    record: { agent: "react" },
    report: withoutSubmission,
  },
  {
    competition: "leaf-classification",
    seed: 0,
    events: search,
    report: { score: Number.POSITIVE_INFINITY, any_medal: false, silver_medal: false, medal: null },
  },
  {
    competition: "leaf-classification",
    seed: 1,
    log: "[2026-01-31 12:00:10,000] [runner] Run began\n[2026-01-31 12:00:11,000] [runner] [Container] ```no fence``` \u001b[31mred\u001b[0m\n",
    validations: [
      {
        time: at(20),
        verdict: "invalid",
        sha256: "y",
        bytes: 5,
        reason: "Missing column",
        milliseconds: 4,
      },
    ],
    record: {
      status: "timed out",
      success: false,
      reason: "the time limit of 600 s was exceeded",
      exit_code: null,
    },
    report: { ...withoutSubmission },
  },
  {
    competition: "denoising-dirty-documents",
    seed: 0,
    log: "[2026-01-31 12:00:10,000] [runner] [Container] boom\n",
    record: {
      status: "failed",
      success: false,
      reason: "the agent exited with exit code 7",
      exit_code: 7,
    },
    report: {},
  },
  {
    competition: "denoising-dirty-documents",
    seed: 1,
    report: {
      valid_submission: null,
      score: null,
      any_medal: false,
      above_median: false,
      verdict: "grader-error",
      submission_error: "the answers are damaged",
    },
  },
];
