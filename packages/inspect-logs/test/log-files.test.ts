import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listArchive } from "@mlebench/archives";
import { aggregateReports, stringifyReport } from "@mlebench/core";
import { readGradingReports, reportsByRun } from "@mlebench/reports";
import { describe, expect, test } from "vitest";
import { followRunGroup, writeGroupLog, writeTrajectories } from "../src/index.js";
import { logJson } from "../src/log-json.js";
import { begunRecords } from "../src/logged-run.js";
import { argumentsOf } from "../src/messages.js";
import {
  conversation,
  everyKind,
  type FixtureRun,
  recordOf,
  reportOf,
  runIdOf,
  stateOf,
  withoutSubmission,
  writeGroup,
} from "./fixture.js";

const folder = (): string => mkdtempSync(join(tmpdir(), "mlebench-inspect-"));
const namesIn = async (path: string): Promise<string[]> =>
  (await listArchive(path)).map((entry) => entry.path);

describe("log files", () => {
  test("an .eval has its parts where readers look for them, and its name is Inspect's", async () => {
    const directory = folder();
    const path = await writeGroupLog(writeGroup([everyKind[0]]), { directory });
    expect(path.slice(directory.length + 1)).toMatch(
      /^2026-01-31T12-00-00-00-00_spaceship-titanic_\w{22}\.eval$/,
    );
    expect(await namesIn(path)).toEqual([
      "_journal/start.json",
      "samples/spaceship-titanic_epoch_1.json",
      "_journal/summaries/1.json",
      "summaries.json",
      "reductions.json",
      "header.json",
    ]);
  });

  test("a log that is still being written has no header", async () => {
    const record = { status: "running", ended_at: null, seconds: null } as const;
    const group = writeGroup([{ ...everyKind[0], report: undefined, record }]);
    const path = await writeGroupLog(group, { directory: folder(), isRunning: true });
    expect(await namesIn(path)).toEqual([
      "_journal/start.json",
      "samples/spaceship-titanic_epoch_1.json",
      "_journal/summaries/1.json",
    ]);
  });

  test("the same group gives the same bytes, in either format", async () => {
    const group = writeGroup(everyKind);
    for (const format of ["eval", "json"] as const) {
      const files = [folder(), folder()].map((directory) => writeGroupLog(group, { directory, format }));
      const [first, second] = (await Promise.all(files)).map((path) => readFileSync(path));
      expect(first.equals(second)).toBe(true);
    }
  });

  test("a .json has its header before its samples", async () => {
    const path = await writeGroupLog(writeGroup(everyKind), { directory: folder(), format: "json" });
    const log = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    expect(Object.keys(log)).toEqual([
      ...["version", "status", "eval", "plan", "results", "stats", "samples", "reductions"],
    ]);
    expect(log.samples).toHaveLength(everyKind.length);
  });

  test("numbers are finite, and half characters are replaced", async () => {
    const path = await writeGroupLog(writeGroup(everyKind), { directory: folder(), format: "json" });
    const text = readFileSync(path, "utf8");
    expect(text).not.toMatch(/[:,[]-?(Infinity|NaN|1e999)\b|\\ud[89a-f]/);
    expect(text).toContain("🚀 \\ufffd");
    expect(JSON.parse(logJson({ "\ud800": '\\ud800 \\"\ud83d\ude80' }))).toEqual({
      "\ufffd": '\\ud800 \\"\ud83d\ude80',
    });
  });

  test("arguments that are nested too deeply for readers are text", () => {
    const nested = JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`) as unknown;
    expect(argumentsOf(nested)).toEqual({ input: JSON.stringify(nested) });
    expect(argumentsOf({ a: [1] })).toEqual({ a: [1] });
    expect(argumentsOf(undefined)).toEqual({});
  });

  test("a run with damaged files is logged with what is wrong", async () => {
    const group = writeGroup([everyKind[0]]);
    writeFileSync(join(group, runIdOf(everyKind[0]), "agent", "transcript.jsonl"), "no line\n");
    const path = await writeGroupLog(group, { directory: folder(), format: "json" });
    const { samples } = JSON.parse(readFileSync(path, "utf8"));
    expect(samples[0].metadata.problems).toEqual([expect.stringContaining("transcript.jsonl")]);
    expect(samples[0].scores.mle_bench_scorer.value.valid_submission).toBe(true);
  });

  test("a run with a transcript too large to be read is logged without it", async () => {
    const group = writeGroup([everyKind[0]]);
    truncateSync(join(group, runIdOf(everyKind[0]), "agent", "transcript.jsonl"), 200e6);
    const path = await writeGroupLog(group, { directory: folder(), format: "json" });
    const { samples } = JSON.parse(readFileSync(path, "utf8"));
    expect(samples[0].metadata.problems).toEqual([expect.stringContaining("too large")]);
  });

  test("a directory that cannot be written to is named", async () => {
    const directory = join(folder(), "file");
    writeFileSync(directory, "");
    await expect(writeGroupLog(writeGroup([everyKind[0]]), { directory })).rejects.toMatchObject({
      details: { file: expect.stringContaining(directory) },
    });
  });
});

describe("grading reports", () => {
  const [solved, , , late] = everyKind;
  const found = (runs: readonly FixtureRun[], group: string) =>
    reportsByRun(begunRecords(stateOf(runs)), readGradingReports(group));

  test("lines are found by the path of the submission, those without one by their competition", () => {
    const runs = [solved, everyKind[1], late];
    const reports = found(runs, writeGroup(runs));
    expect([...reports].map(([id, { verdict }]) => [id, verdict])).toEqual([
      [runIdOf(solved), "scored"],
      [runIdOf(everyKind[1]), "invalid"],
      [runIdOf(late), "invalid"],
    ]);
  });

  test("the latest counts, but none from before the run's end", () => {
    const group = writeGroup([solved]);
    const put = (time: string, score: number) =>
      writeFileSync(
        join(group, `2026-01-31T${time}-GMT_grading_report.json`),
        stringifyReport(aggregateReports([reportOf(solved, { score })])),
      );
    put("12-45-00", 0.6);
    put("12-00-50", 0.1);
    expect(found([solved], group).get(runIdOf(solved))?.score).toBe(0.6);
    rmSync(join(group, "2026-01-31T12-45-00-GMT_grading_report.json"));
    rmSync(join(group, "2026-01-31T12-31-00-GMT_grading_report.json"));
    expect(found([solved], group).size).toBe(0);
  });

  test("a line without a path is not given to a run that has a submission", () => {
    const run: FixtureRun = { ...solved, report: withoutSubmission };
    expect(found([run], writeGroup([run])).size).toBe(0);
  });

  test("a damaged report is named", async () => {
    const group = writeGroup([solved]);
    const [name] = readdirSync(group).filter((one) => one.endsWith("report.json"));
    for (const text of ["{", "[]", '{"competition_reports": 1}']) {
      writeFileSync(join(group, name), text);
      await expect(writeGroupLog(group, { directory: folder() })).rejects.toMatchObject({
        details: { file: join(group, name) },
      });
    }
  });
});

describe("following a run group", () => {
  const identity = { runId: runIdOf(everyKind[0]), competitionId: "spaceship-titanic", seed: 0, attempt: 1 };
  const started = (directory: string) =>
    ({ type: "group-started", runGroup: "group", directory, runs: 1, remaining: 1 }) as const;

  test("the log grows while an agent works, and has its scores in the end", async () => {
    const directory = folder();
    const record = { status: "running", ended_at: null, seconds: null } as const;
    const running: FixtureRun = {
      ...everyKind[0],
      events: conversation.slice(0, 3),
      record,
      report: undefined,
    };
    const group = writeGroup([running]);
    const warnings: string[] = [];
    const follower = followRunGroup({
      directory,
      format: "json",
      onWarning: (text) => warnings.push(text),
      intervalMilliseconds: 5,
    });
    const read = () => {
      const [name] = readdirSync(directory).filter((one) => one.endsWith(".json"));
      return name === undefined ? undefined : JSON.parse(readFileSync(join(directory, name), "utf8"));
    };
    follower.onEvent(started(group));
    // A run that could not be started ends without having begun.
    const unstarted = recordOf({ ...running, record: { status: "error" } });
    follower.onEvent({ type: "run-ended", run: { ...identity, runId: "other" }, record: unstarted });
    follower.onEvent({
      type: "run-started",
      run: identity,
      reattached: false,
      seconds: 0,
      timeoutSeconds: 600,
    });
    await expect.poll(() => read()?.samples[0]?.messages.length).toBe(2);
    expect(read().status).toBe("started");
    writeGroup([{ ...running, events: conversation.slice(0, 5) }], {}, group);
    await expect.poll(() => read().samples[0].messages.length).toBe(3);
    writeGroup([everyKind[0]], {}, group);
    follower.onEvent({ type: "group-ended", runGroup: "group", interrupted: false });
    const path = await follower.finish();
    expect(path).toBe(join(directory, readdirSync(directory)[0]));
    expect(read()).toMatchObject({
      status: "success",
      samples: [{ scores: { mle_bench_scorer: { value: { any_medal: true } } } }],
    });
    expect(warnings).toEqual([]);
  });

  test("what keeps the log from being written is said once, and fails nothing", async () => {
    const directory = join(folder(), "file");
    writeFileSync(directory, "");
    const warnings: string[] = [];
    const follower = followRunGroup({
      directory,
      onWarning: (text) => warnings.push(text),
      intervalMilliseconds: 1,
    });
    follower.onEvent(started(writeGroup([everyKind[0]])));
    await expect.poll(() => warnings.length).toBe(1);
    expect(await follower.finish()).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(directory)]);
  });

  test("a group that never started has no log", async () => {
    const directory = folder();
    expect(await followRunGroup({ directory, onWarning: () => undefined }).finish()).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("trajectories", () => {
  const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));

  test("results of tools are in the step that called them, with what the call cost", () => {
    const [path] = writeTrajectories(writeGroup([everyKind[0]]), folder());
    const trajectory = read(path);
    expect(
      trajectory.steps.map(({ step_id, source }: { step_id: number; source: string }) => [step_id, source]),
    ).toEqual([
      [1, "system"],
      [2, "user"],
      [3, "agent"],
      [4, "agent"],
    ]);
    expect(trajectory.steps[2]).toMatchObject({
      reasoning_content: "What is there?",
      tool_calls: [{ tool_call_id: "c1", function_name: "bash", arguments: { command: "ls /home/data" } }],
      observation: {
        results: [{ source_call_id: "c1", content: "train.csv\ntest.csv", extra: { exit_code: 0 } }],
      },
      metrics: { prompt_tokens: 100, completion_tokens: 20, cached_tokens: 30, cost_usd: 0.25 },
    });
    expect(trajectory).toMatchObject({
      schema_version: "ATIF-v1.8",
      agent: { name: "react", version: "1.0.0", model_name: "openai/gpt-4o" },
      final_metrics: {
        total_prompt_tokens: 300,
        total_completion_tokens: 30,
        total_cost_usd: 0.75,
        total_steps: 4,
      },
      extra: { medal: "silver" },
    });
  });

  test("conversations of a search are trajectories of their own; a foreign agent has the end of its log", () => {
    const paths = writeTrajectories(writeGroup(everyKind), folder());
    const [, , tree, foreign] = paths.map(read);
    expect(tree.subagent_trajectories.map(({ steps }: { steps: object[] }) => steps.length)).toEqual([2, 2]);
    expect(tree.extra.nodes).toHaveLength(2);
    expect(foreign.steps[1]).toMatchObject({
      llm_call_count: 0,
      observation: { results: [{ content: expect.stringContaining("Run began") }] },
    });
    expect(foreign.extra.limit).toEqual({ type: "time", limit: 600 });
  });
});
