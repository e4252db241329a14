import { join } from "node:path";
import { readSplit } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import {
  buildReport,
  type CompetitionContext,
  compareAgents,
  leaderboardData,
  placeOf,
  publishedLeaderboard,
  summarizeAgent,
  summarizeBoard,
} from "../src/experiments.js";
import { aggregateReports, type Experiment, type ReportRun } from "../src/index.js";
import { bronze, nothing, reportRun } from "./report-runs.js";
import { run } from "./runs.js";
import { temporaryDirectory, write } from "./temporary.js";

const low = readSplit("low");
const [first, second, third] = low;

const contextOf = (id: string): CompetitionContext => ({
  id,
  name: id.toUpperCase(),
  metric: "accuracy",
  category: null,
  lowerIsBetter: false,
  thresholds: { gold: 0.9, silver: 0.8, bronze: 0.7, median: 0.5 },
  sampleSubmissionScore: 0.1,
  knownIssues: [],
  board: [0.9, 0.8, 0.7, 0.5],
});

function experiment(agent: string, runs: readonly Partial<ReportRun>[]): Experiment {
  const own = runs.map((changes) => reportRun({ agent, ...changes }));
  const ids = [...new Set(own.map(({ competitionId }) => competitionId))];
  return { agent, sources: [agent], runs: own, setups: [], competitions: ids.map(contextOf), warnings: [] };
}

const twoAgents = (): Experiment[] => [
  experiment("a", [
    {
      competitionId: first,
      seed: 1,
      score: 0.75,
      percentile: 50,
      normalized: 0.8,
      ...bronze,
      cost: 2,
      hours: 1,
    },
    {
      competitionId: first,
      seed: 2,
      score: 0.95,
      percentile: 100,
      normalized: 1.1,
      ...bronze,
      cost: 1,
      hours: 3,
    },
    {
      competitionId: second,
      seed: 1,
      ...nothing,
      status: "timed out",
      reason: "Time limit",
      logEnd: ["end"],
    },
  ]),
  experiment("b", [
    { competitionId: first, seed: 1, score: 0.2, percentile: 0, normalized: 0.1 },
    { competitionId: third, seed: 1, score: 0.05, percentile: 0, normalized: -9, valid: true },
  ]),
];

const options = { now: new Date("2026-01-31T12:00:00Z"), resamples: 99 };

describe("summaries by split", () => {
  test("agree with aggregate, whatever is padded", () => {
    const flags = (seed: number, id: string): boolean => (seed + id.length) % 3 === 0;
    const seeds = [1, 2, 3];
    const lines = (seed: number) =>
      low.map((id) => run(id, { bronze_medal: flags(seed, id), above_median: flags(seed, id) }));
    const aggregate = aggregateReports({
      reports: seeds.map((seed) => ({ competition_reports: lines(seed) })),
      split: "low",
    });
    const runs = seeds.flatMap((seed) =>
      low.map((competitionId) =>
        reportRun({ competitionId, seed, ...(flags(seed, competitionId) && bronze) }),
      ),
    );
    const split = { name: "low", label: "Low", competitions: low };
    const { metrics, isComplete, paddedRuns } = summarizeAgent("a", runs, split);
    expect([isComplete, paddedRuns]).toEqual([true, 0]);
    expect(metrics.anyMedal?.mean).toBe(aggregate.metrics.any_medal_percentage.mean);
    expect(metrics.anyMedal?.standardError).toBe(aggregate.metrics.any_medal_percentage.standard_error);
    expect(metrics.aboveMedian?.ciLower).toBe(aggregate.metrics.above_median_percentage.ci_lower);
  });

  test("are of the competitions that were run, and say so; padded ones count as failed", () => {
    const { runs } = twoAgents()[0];
    const split = { name: "low", label: "Low", competitions: low };
    const partial = summarizeAgent("a", runs, split);
    expect(partial).toMatchObject({ competitions: 2, competitionsInSplit: 22, isComplete: false, seeds: 1 });
    expect(partial).toMatchObject({ skippedRuns: 1, paddedSeeds: [] });
    expect(partial.metrics.anyMedal?.mean).toBe(50);
    expect(partial.metrics.percentile?.mean).toBe(25);
    expect(partial.metrics.normalized?.mean).toBeCloseTo(0.4, 15);
    const padded = summarizeAgent("a", runs, split, { padMissing: true });
    expect(padded).toMatchObject({
      isComplete: true,
      seeds: 2,
      runs: 3,
      paddedRuns: 41,
      paddedSeeds: [1, 2],
    });
    expect(padded.perSeed.percentile).toEqual([50 / 22, 100 / 22]);
    expect(padded.perSeed.normalized).toEqual([0.8 / 22, 1 / 22]);
  });

  test("of nothing hold no numbers", () => {
    const found = summarizeAgent("c", [], { name: "low", label: "Low", competitions: low });
    expect(found).toMatchObject({ seeds: 0, isComplete: false, passAtK: [], ladder: [] });
    expect(Object.values(found.metrics).every((value) => value === null)).toBe(true);
  });

  test("the ladder counts each run at every step that it reached", () => {
    const runs = [
      { ...bronze, bronze: false, gold: true, medal: "gold" as const },
      { ...bronze },
      { aboveMedian: true },
      nothing,
    ].map((changes, i) => reportRun({ competitionId: low[i], ...changes }));
    const { ladder } = summarizeAgent("a", runs, { name: "low", label: "Low", competitions: low });
    expect(ladder.map(({ step, runs: count }) => [step, count])).toEqual([
      ["runs", 4],
      ["submitted", 3],
      ["valid", 3],
      ["above median", 3],
      ["bronze", 2],
      ["silver", 1],
      ["gold", 1],
    ]);
  });
});

describe("comparisons", () => {
  test("are paired, name what only one has, and the competitions that separate", () => {
    const report = buildReport(twoAgents(), options);
    const comparison = report.comparisons.find(({ split }) => split === "low");
    expect(comparison).toMatchObject({ a: "a", b: "b", competitions: 1, onlyA: [second], onlyB: [third] });
    expect(comparison?.overCompetitions.percentile).toMatchObject({
      a: 75,
      b: 0,
      difference: 75,
      ciLower: null,
    });
    expect(comparison?.overRuns.percentile).toMatchObject({ a: 50, b: 0, n: 1 });
    expect(comparison?.separating).toMatchObject([{ competitionId: first, winner: null }]);
    expect(comparison?.caveats).toEqual(["Numbers of seeds differ: 2 (a), 1 (b)."]);
    expect(report.comparisons.map(({ split }) => split)).toEqual(["low", "all"]);
  });

  test.each<[boolean, readonly (number | null)[], readonly (number | null)[], "a" | "b" | null]>([
    [false, [0.5, 0.6], [0.4, 0.3], "a"],
    [true, [0.5, 0.6], [0.4, 0.3], "b"],
    [false, [0.5, 0.6], [0.55, 0.3], null],
    [false, [0.5, 0.6], [0.5, 0.3], null],
    [true, [0.5, 0.6], [null, null], "a"],
    [false, [0.5, 0.6], [0.4], null],
  ])("a winner has every run better: lower is better %j, %j against %j", (isLower, a, b, winner) => {
    const runs = Object.entries({ a, b }).flatMap(([agent, scores]) =>
      scores.map((score, i) => reportRun({ agent, competitionId: first, seed: i + 1, score, percentile: i })),
    );
    const split = { name: "low", label: "Low", competitions: low };
    const found = compareAgents(runs, { a: "a", b: "b", split, lowerIsBetter: () => isLower });
    expect(found?.separating.at(0)?.winner ?? null).toBe(winner);
  });

  test("a competition with scores that no leaderboard ranks counts in medals only", () => {
    const runs = ["a", "b"].map((agent) => reportRun({ agent, competitionId: first, normalized: null }));
    const found = compareAgents(runs, {
      a: "a",
      b: "b",
      split: { name: "low", label: "Low", competitions: low },
      lowerIsBetter: () => false,
    });
    expect(found?.overCompetitions).toMatchObject({ anyMedal: { n: 1 }, percentile: null, normalized: null });
  });
});

test("a report holds competitions, failures, costs, and is JSON", () => {
  const report = buildReport(twoAgents(), options);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report.splits.map(({ name }) => name)).toEqual(["low", "medium", "high", "all"]);
  expect(report.competitions.map(({ id }) => id)).toEqual([first, second, third].sort());
  const competition = report.competitions.find(({ id }) => id === first);
  expect(competition).toMatchObject({ complexity: "low", board: { teams: 4, best: 0.9, worst: 0.5 } });
  expect(competition?.agents).toEqual([
    {
      agent: "a",
      runs: 2,
      anyMedal: 100,
      percentile: 75,
      normalized: 0.9,
      scores: [0.75, 0.95],
      bestScore: 0.95,
    },
    { agent: "b", runs: 1, anyMedal: 0, percentile: 0, normalized: 0.1, scores: [0.2], bestScore: 0.2 },
  ]);
  expect(report.competitions.find(({ id }) => id === second)?.agents[0].scores).toEqual([null]);
  expect(report.failures).toEqual([
    {
      ...{ agent: "a", competitionId: second, seed: 1, runId: null, kind: "no submission" },
      ...{ status: "timed out", reason: "Time limit", logEnd: ["end"] },
    },
  ]);
  expect(report.costs[0]).toMatchObject({
    agent: "a",
    runs: 3,
    cost: 3,
    costPerRun: 1.5,
    hours: 4,
    medals: 2,
  });
  // The cost of one run is not known.
  expect(report.costs[0].costPerMedal).toBeNull();
  expect(report.costs[1]).toMatchObject({ cost: null, hours: null, inputTokens: null });
});

test("runs outside the benchmark are a split of their own", () => {
  const report = buildReport([experiment("a", [{ competitionId: "my-competition" }])], options);
  expect(report.splits.at(-1)).toEqual({ name: "other", label: "Other", competitions: ["my-competition"] });
});

test("medals by hour count a run by its latest submission", () => {
  const snapshot = { score: 1, aboveMedian: false, valid: true, percentile: null };
  const runs = [
    {
      competitionId: first,
      hours: 2,
      snapshots: [
        { ...snapshot, seconds: 1800, medal: null },
        { ...snapshot, seconds: 5400, medal: "gold" as const },
      ],
    },
    { competitionId: second, hours: 2, snapshots: [] },
    { competitionId: third, snapshots: null },
  ];
  const { medalsByHour } = buildReport([experiment("a", runs)], options);
  expect(medalsByHour.map(({ hour, anyMedal, runs: count }) => [hour, anyMedal, count])).toEqual([
    [0, 0, 2],
    [1, 0, 2],
    [2, 50, 2],
  ]);
});

describe("manifest", () => {
  const deviating = (runs: readonly Partial<ReportRun>[]): Record<string, boolean | null> => {
    const { manifest } = buildReport([experiment("a", runs)], options);
    return Object.fromEntries(manifest[0].entries.map(({ kind, deviates }) => [kind, deviates]));
  };
  const canonical = {
    limitHours: 24,
    hardware: { cpus: 36, memoryBytes: 440e9, gpus: ["NVIDIA A10"] },
    dataKind: "real" as const,
  };
  const all = (changes: Partial<ReportRun>): Partial<ReportRun>[] =>
    [1, 2, 3].flatMap((seed) =>
      readSplit("split75").map((competitionId) => ({ ...canonical, competitionId, seed, ...changes })),
    );

  test("the canonical setup has no deviation; what is not recorded is unknown", () => {
    expect(Object.values(deviating(all({}))).filter((value) => value === true)).toEqual([]);
    expect(deviating(all({}))).toMatchObject({ hours: false, cpus: false, gpu: false, descriptions: null });
    expect(deviating(all({ hardware: null }))).toMatchObject({ cpus: null, memory: null, gpu: null });
  });

  test.each<[string, Partial<ReportRun>, string]>([
    ["time limit", { limitHours: 12 }, "hours"],
    ["number of CPUs", { hardware: { ...canonical.hardware, cpus: 8 } }, "cpus"],
    ["memory", { hardware: { ...canonical.hardware, memoryBytes: 64e9 } }, "memory"],
    ["GPU", { hardware: { ...canonical.hardware, gpus: ["NVIDIA A100"] } }, "gpu"],
    ["two GPUs", { hardware: { ...canonical.hardware, gpus: ["NVIDIA A10", "NVIDIA A10"] } }, "gpu"],
    ["no GPU", { hardware: { ...canonical.hardware, gpus: [] } }, "gpu"],
    ["miniatures", { dataKind: "miniature" }, "data"],
    ["data that differs", { dataVerification: "differs" }, "data"],
    ["a variant", { variant: "fixed" }, "variant"],
  ])("another %s is marked", (_name, changes, kind) => {
    const found = deviating(all(changes));
    expect(Object.entries(found).filter(([, deviates]) => deviates)).toEqual([[kind, true]]);
  });

  test("fewer seeds and competitions are marked", () => {
    expect(deviating([{ competitionId: first }])).toMatchObject({ seeds: true, competitions: true });
  });
});

describe("the published leaderboard", () => {
  const published = publishedLeaderboard();

  test("has its 26 rows, in their order, with digits as published", () => {
    expect(published.length).toBe(26);
    expect(published[0]).toMatchObject({
      agent: "Disarray",
      all: { mean: 77.78, standardError: 0.44, text: "77.78 ± 0.44" },
      hardware: "24 vCPUs, 220 GB, 1 × A100",
      knownLeakage: true,
      sourceAvailable: false,
    });
    expect(published[1].low?.text).toBe("77.27 ± 0.0");
    expect(published.every(({ date, hours }) => /^\d{4}-\d\d-\d\d$/.test(date ?? "") && hours !== null)).toBe(
      true,
    );
  });

  test("hardware is known of every row but those of the benchmark's authors", () => {
    const without = published.filter(({ hardware }) => hardware === null);
    expect(without.map(({ date }) => date)).toEqual(Array.from({ length: 6 }, () => "2024-10-08"));
    expect(published.find(({ agent }) => agent === "MLEvolve")?.caveats).toEqual([
      "12 h instead of 24 h.",
      "Other hardware: 21 vCPUs, 234 GB, 1 × H200.",
    ]);
    expect(published.find(({ agent }) => agent === "Operand ensemble")?.caveats).toEqual([
      "Incomplete seeds count as failed.",
    ]);
  });

  test("is sorted by any key, unknown values last", () => {
    expect(leaderboardData([], "high").rows[0].agent).toBe("Disarray");
    expect(leaderboardData([], "hours").rows[0].hours).toBe(12);
    expect(leaderboardData([], "date").rows[0].agent).toBe("MLEvolve");
    expect(leaderboardData([], "agent").rows[0].agent).toBe("AIDE");
  });

  test("local agents are placed by splits of which they have run everything, and by percentile", () => {
    const runs = low.map((competitionId) => ({ competitionId, percentile: 40, ...bronze }));
    const { leaderboard } = buildReport([experiment("mine", runs)], {
      ...options,
      leaderboardSort: "percentile",
    });
    const [row] = leaderboard.rows;
    expect(row).toMatchObject({ agent: "mine", origin: "local", percentile: { mean: 40 }, all: null });
    expect(row.low).toMatchObject({ mean: 100, text: "100.00" });
    expect(placeOf(row, leaderboard.rows, "low")).toBe(1);
    expect(placeOf(row, leaderboard.rows, "all")).toBeNull();
    expect(row.caveats).toContainEqual(expect.stringContaining("Seeds: 1 instead of at least 3"));
    expect(row.caveats).toContainEqual(expect.stringContaining("Not recorded: time limit per run"));
    expect(() => placeOf(row, leaderboard.rows, "date")).toThrow("date");
  });
});

describe("leaderboards of competitions", () => {
  test("are bars over all but the worst teams", () => {
    const scores = [...Array.from({ length: 99 }, (_value, i) => i / 100), 1e9];
    const board = summarizeBoard(scores, true);
    expect(board).toMatchObject({ teams: 100, best: 0, worst: 1e9 });
    expect(board.bins.length).toBe(40);
    expect(board.bins.reduce((sum, { count }) => sum + count, board.beyond)).toBe(100);
    expect(board.bins.at(-1)?.to).toBeLessThan(1);
    expect([board.quantiles[0], board.quantiles[100]]).toEqual([1e9, 0]);
  });

  test("of equal scores are one bar", () => {
    expect(summarizeBoard([1, 1, 1], false).bins).toEqual([{ from: 1, to: 1, count: 3 }]);
  });
});

test("audits' findings are assigned to runs by their paths", () => {
  const directory = temporaryDirectory();
  const runId = `${first}_0b5c0000-0000-4000-8000-000000000000`;
  const finding = {
    ...{ competition_id: first, submission_path: `runs/g/${runId}/submission/submission.csv` },
    ...{
      source: "static",
      flagged: true,
      category: "manual-labels",
      rule: "literal-answers",
      severity: "high",
    },
    ...{ file: `runs/g/${runId}/code/a.py`, line: 3, excerpt: "x", message: "answers in the code" },
  };
  write(join(directory, "rule-violations/findings.jsonl"), `${JSON.stringify(finding)}\n{"cut o`);
  const submissions = [
    {
      ...{ competition_id: first, code_path: `runs/g/${runId}/code`, flags: ["similar"], similarity: 0.7 },
      pairs: [{ agent_file: "a.py", notebook: "ada/one" }],
    },
    { competition_id: second, code_path: null, flags: [], similarity: 0.1 },
  ];
  write(join(directory, "plagiarism/plagiarism.json"), JSON.stringify({ submissions }));
  const [one] = twoAgents();
  const withIds = { ...one, runs: one.runs.map((each, i) => ({ ...each, runId: i === 0 ? runId : null })) };
  write(
    join(directory, "familiarity/familiarity_and_dates.json"),
    `{"${first}_seed0": {"mean_familiarity_score": 0.25, "deadline": "07/20/2023 23:59:00"},
      "${first}_seed1": {"mean_familiarity_score": 0.75, "deadline": null},
      "${second}_seed0": {"mean_familiarity_score": NaN, "deadline": null}}`,
  );
  const { audits, similarities, familiarity } = buildReport([withIds], { ...options, audits: [directory] });
  expect(audits).toMatchObject([
    { audit: "rule-violations", agent: "a", runId, rule: "literal-answers", line: 3, isFlagged: true },
    { audit: "plagiarism", agent: "a", runId, rule: "similar", message: "similarity 0.70 to ada/one" },
  ]);
  expect(similarities).toEqual([
    { agent: "a", runId, competitionId: first, similarity: 0.7 },
    { agent: null, runId: null, competitionId: second, similarity: 0.1 },
  ]);
  expect(familiarity).toEqual([{ competitionId: first, familiarity: 0.5, deadline: "07/20/2023 23:59:00" }]);
});
