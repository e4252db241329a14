import { join } from "node:path";
import { expect, test } from "vitest";
import { type CompetitionContext, readExperiments } from "../src/experiments.js";
import { run } from "./runs.js";
import { temporaryDirectory, write } from "./temporary.js";

const id = "leaf-classification";

const context: CompetitionContext = {
  id,
  name: "Leaf Classification",
  metric: "multi-class-log-loss",
  category: null,
  lowerIsBetter: true,
  thresholds: { gold: 0, silver: 0.1, bronze: 0.2, median: 0.5 },
  sampleSubmissionScore: 4,
  knownIssues: [],
  board: [0, 0, 0.5, 1],
};
const competition = (name: string): CompetitionContext | undefined => (name === id ? context : undefined);

const uuid = (n: number): string => `0b5c0000-0000-4000-8000-00000000000${n}`;

interface GroupRun {
  competition: string;
  seed: number;
  record?: Record<string, unknown>;
  line?: Record<string, unknown>;
}

/** A run group with metadata and a grading report, as the runner and `grade` write them. */
function writeGroup(
  directory: string,
  runs: readonly GroupRun[],
  changes: Record<string, unknown> = {},
): string {
  const idOf = ({ competition: name }: GroupRun, i: number): string => `${name}_${uuid(i)}`;
  const records = runs.map((one, i) => [
    idOf(one, i),
    {
      success: true,
      status: "succeeded",
      reason: null,
      competition_id: one.competition,
      seed: one.seed,
      ended_at: "2026-01-31T12:30:00.000Z",
      seconds: 1800,
      timeout_seconds: 7200,
      exit_code: 0,
      submission: { kind: "file", bytes: 3, sha256: "ab" },
      cpu_set: [0, 1],
      gpu_devices: ["1"],
      cost: 0.5,
      usage: { "openai/gpt-5": { inputTokens: 10, outputTokens: 2 } },
      ...one.record,
    },
  ]);
  write(
    join(directory, "metadata.json"),
    JSON.stringify({
      run_group: "2026-01-31T12-00-00-GMT_run-group_react",
      created_at: "2026-01-31T12-00-00-GMT",
      runs: Object.fromEntries(records),
      runs_planned: runs.length,
      agent: { id: "react" },
      config: {
        backend: "docker",
        image: "mlebench-env",
        settings: { model: "openai/gpt-5", n_workers: 2, timeout: 7200, memory: 8e9, obfuscated: false },
      },
      hardware: {
        cpuModel: "Xeon",
        cpuCount: 8,
        cpuQuota: 8,
        memoryBytes: 64e9,
        gpus: [{ index: "1", uuid: "GPU-1", name: "NVIDIA A10", memoryBytes: 24e9 }],
      },
      versions: { mlebench: "1.0.0" },
      ...changes,
    }),
  );
  const lines = runs.flatMap((one, i) =>
    one.line === undefined
      ? []
      : [
          {
            ...run(one.competition),
            submission_path: join(directory, idOf(one, i), "submission/submission.csv"),
            verdict: "scored",
            data_kind: "real",
            ...one.line,
          },
        ],
  );
  write(
    join(directory, "2026-01-31T13-00-00-GMT_grading_report.json"),
    JSON.stringify({ competition_reports: lines }),
  );
  return directory;
}

test("a run group gives runs with scores, costs, limits, and hardware", () => {
  const directory = writeGroup(temporaryDirectory(), [
    { competition: id, seed: 1, line: { score: 0.5, above_median: true } },
    { competition: id, seed: 0, line: { score: 1, gold_medal: true } },
  ]);
  const [experiment] = readExperiments([directory], { competition });
  expect(experiment.agent).toBe("react (openai/gpt-5)");
  expect(experiment.warnings).toEqual([]);
  // Seeds are in the order that was recorded, whatever begun first.
  expect(experiment.runs.map(({ seed, score }) => [seed, score])).toEqual([
    [1, 1],
    [2, 0.5],
  ]);
  expect(experiment.runs[1]).toMatchObject({
    percentile: 50,
    normalized: 0.875,
    medal: null,
    aboveMedian: true,
    graded: true,
    status: "succeeded",
    hours: 0.5,
    limitHours: 2,
    cost: 0.5,
    tokens: { input: 10, output: 2 },
    hardware: { cpus: 2, memoryBytes: 8e9, gpus: ["NVIDIA A10"] },
    dataKind: "real",
    snapshots: null,
  });
  expect(experiment.runs[0].medal).toBe("gold");
  expect(experiment.setups).toEqual([
    expect.objectContaining({
      agentId: "react",
      model: "openai/gpt-5",
      limitHours: 2,
      machine: "Xeon, 8 CPUs, 64 GB, 1 × NVIDIA A10",
    }),
  ]);
});

test("failed, unfinished, and ungraded runs are distinguished", () => {
  const directory = temporaryDirectory();
  const runs: GroupRun[] = [
    {
      competition: id,
      seed: 0,
      record: { status: "timed out", submission: { kind: "none" } },
      line: {
        submission_exists: false,
        valid_submission: false,
        submission_path: "None",
        score: null,
        verdict: "invalid",
        submission_error: "No submission",
      },
    },
    { competition: id, seed: 1, record: { status: "running", ended_at: null } },
    { competition: id, seed: 2 },
  ];
  writeGroup(directory, runs, { runs_planned: 4 });
  write(
    join(directory, `${id}_${uuid(0)}`, "run.log"),
    "[2026-01-31 12:00:00,000] [agent] first\n[2026-01-31 12:00:01,000] [agent] last\n",
  );
  const [{ runs: found, warnings }] = readExperiments([directory], { competition });
  expect(found.map(({ status, limit, graded, submitted }) => [status, limit, graded, submitted])).toEqual([
    ["timed out", "time", true, false],
    ["succeeded", null, false, true],
  ]);
  expect(found[0]).toMatchObject({
    submissionError: "No submission",
    logEnd: ["first", "last"],
    score: null,
  });
  expect(warnings).toEqual([
    expect.stringContaining("2 runs not finished"),
    expect.stringContaining("1 run not graded"),
  ]);
});

test("the best validation score comes from the sound nodes of a search", () => {
  const directory = writeGroup(temporaryDirectory(), [
    { competition: id, seed: 0, line: { score: 0.5 } },
    { competition: id, seed: 1, line: { score: 0.5 } },
  ]);
  const node = (metric: number | null, isBuggy = false): string =>
    `${JSON.stringify({ type: "node", metric, isBuggy })}\n`;
  const message = `${JSON.stringify({ type: "message", message: { content: '{"type": "node", "metric": 0}' } })}\n`;
  write(
    join(directory, `${id}_${uuid(0)}`, "agent/transcript.jsonl"),
    `${message}${node(0.7)}${node(0.4)}${node(0.1, true)}${node(null)}{"type": "node", "met`,
  );
  const [{ runs }] = readExperiments([directory], { competition });
  expect(runs.map(({ validationScore }) => validationScore)).toEqual([0.4, null]);
});

test("submissions over time come from the latest report of grade-over-time", () => {
  const directory = writeGroup(temporaryDirectory(), [
    { competition: id, seed: 0, line: { score: 0.1 } },
    { competition: id, seed: 1, line: { score: 0.1 } },
  ]);
  const submissions = [
    { seconds: 60, score: 2, medal: null, above_median: false, valid_submission: true, percentile: 0 },
    { seconds: 900, score: 0.1, medal: "silver", above_median: true, valid_submission: true, percentile: 50 },
  ];
  const put = (time: string, runs: unknown): string =>
    write(join(directory, `2026-01-31T${time}-GMT_scores_over_time.json`), JSON.stringify({ runs }));
  put("13-00-00", []);
  put("14-00-00", [{ run_id: `${id}_${uuid(0)}`, submissions }]);
  const [{ runs }] = readExperiments([directory], { competition });
  expect(runs[0].snapshots?.map(({ seconds, medal, valid }) => [seconds, medal, valid])).toEqual([
    [60, null, true],
    [900, "silver", true],
  ]);
  expect(runs[1].snapshots).toEqual([]);
});

test("grading reports alone do, also those of the Python reference, and the directories that it publishes", () => {
  const directory = temporaryDirectory();
  const line = {
    ...run("unknown-competition", { score: 0.7, bronze_medal: true }),
    gold_threshold: 0.9,
    silver_threshold: 0.8,
    bronze_threshold: 0.7,
    median_threshold: 0.5,
    is_lower_better: false,
  };
  const text = JSON.stringify({ competition_reports: [line, line] });
  const published = join(directory, "2024-09-06T18-25-55-UTC_run-group_aide");
  write(join(published, "2024-09-19T20-07-15-GMT_grading_report.json"), text);
  write(join(directory, "mine.json"), text);
  const [aide, mine] = readExperiments([published, join(directory, "mine.json")]);
  expect([aide.agent, mine.agent]).toEqual(["aide", "mine"]);
  expect(
    aide.runs.map(({ seed, medal, percentile, normalized }) => [seed, medal, percentile, normalized]),
  ).toEqual([
    [1, "bronze", null, null],
    [2, "bronze", null, null],
  ]);
  expect(aide.competitions).toMatchObject([
    { id: "unknown-competition", thresholds: { gold: 0.9, median: 0.5 } },
  ]);
});

test("a label joins several paths to one agent, and unlabeled groups of one agent stay apart on request", () => {
  const directory = temporaryDirectory();
  const put = (name: string, score: number): string =>
    write(join(directory, name), JSON.stringify({ competition_reports: [run(id, { score })] }));
  const [second, first] = [put("b.json", 2), put("a.json", 1)];
  const [joined, ...others] = readExperiments([`x=${second}`, `x=${first}`], { competition });
  expect(others).toEqual([]);
  expect(joined.runs.map(({ seed, score }) => [seed, score])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const group = (name: string): string =>
    writeGroup(join(directory, name), [{ competition: id, seed: 0, line: { score: 1 } }]);
  const groups = [group("one"), group("two")];
  expect(readExperiments(groups).map(({ agent }) => agent)).toEqual(["react (openai/gpt-5)"]);
  expect(readExperiments(groups, { separate: true }).map(({ agent }) => agent)).toEqual([
    "react (openai/gpt-5), one",
    "react (openai/gpt-5), two",
  ]);
});

test.each<[string, (directory: string) => string, string]>([
  ["a missing path", (directory) => join(directory, "none"), "not found"],
  ["a directory of neither", (directory) => directory, "Neither a run group nor a grading report"],
  ["another JSON file", (directory) => write(join(directory, "a.json"), "{}"), "Not a grading report"],
  [
    "a group without a finished run",
    (directory) => writeGroup(directory, [{ competition: id, seed: 0, record: { status: "running" } }]),
    "No run found",
  ],
])("%s is refused", (_name, make, message) => {
  const path = make(temporaryDirectory());
  expect(() => readExperiments([path])).toThrow(message);
});

test("what is given twice for one agent counts once, by any of its paths", () => {
  const directory = writeGroup(temporaryDirectory(), [{ competition: id, seed: 0, line: { score: 0.5 } }]);
  const metadata = join(directory, "metadata.json");
  const [experiment] = readExperiments([`a=${directory}`, `a=${metadata}`], { competition });
  expect(experiment.runs).toHaveLength(1);
  expect(experiment.warnings).toEqual([`${directory} was given more than once for a. It counts once.`]);
  // Two names for one thing are two agents that are equal.
  const both = readExperiments([`a=${directory}`, `b=${metadata}`], { competition });
  expect(both.map(({ agent, runs, warnings }) => [agent, runs.length, warnings])).toEqual([
    ["a", 1, []],
    ["b", 1, []],
  ]);
});
