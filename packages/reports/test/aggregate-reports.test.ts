import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  competitionReport,
  describeError,
  stringifyReport,
  aggregateReports as sumReports,
} from "@mlebench/core";
import { describe, expect, it } from "vitest";
import { aggregateReports, metricNames } from "../src/index.js";
import { report, run } from "./runs.js";
import { temporaryDirectory, write } from "./temporary.js";

interface RecordedCase {
  names: string[];
  reports: Record<string, [number, number][]>;
  split: string[];
  num_seeds: number;
  pad_missing: boolean;
  expected:
    | { error: true }
    | {
        num_seeds_averaged: number;
        num_competitions_per_seed: number;
        metrics: Record<string, [number, number, number, number]>;
        seeds: number[][];
      };
}

// Another recording, made with other seeds, may be named to check more than what is kept here.
const recording =
  process.env.MLEBENCH_REPORTS_RECORDING ??
  fileURLToPath(new URL("./fixtures/aggregates.json", import.meta.url));
const cases = JSON.parse(readFileSync(recording, "utf8")) as RecordedCase[];

function aggregateRecorded({ names, reports, split, num_seeds, pad_missing }: RecordedCase) {
  const directory = temporaryDirectory();
  const paths = Object.entries(reports).map(([name, runs]) => {
    const lines = runs.map(([index, bits]) => {
      const bit = (i: number): boolean => ((bits >> i) & 1) === 1;
      return run(names[index], {
        submission_exists: bit(0),
        valid_submission: bit(1),
        above_median: bit(2),
        gold_medal: bit(3),
        silver_medal: bit(4),
        bronze_medal: bit(5),
      });
    });
    return write(join(directory, name), JSON.stringify(report(...lines)));
  });
  return aggregateReports({ reports: paths, split, numSeeds: num_seeds, padMissing: pad_missing });
}

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return describeError(error);
  }
  throw new Error("There was no error.");
}

describe("the reference's averages", () => {
  it("come out to the last bit, for every recorded set of reports", () => {
    const averaged = cases.filter(({ expected }) => !("error" in expected));
    expect(averaged.length).toBeGreaterThan(50);
    for (const recorded of averaged) {
      const actual = aggregateRecorded(recorded);
      const metrics = Object.entries(actual.metrics).map(([name, m]) => [
        name,
        [m.mean, m.ci_lower, m.ci_upper, m.standard_error],
      ]);
      expect({
        num_seeds_averaged: actual.num_seeds_averaged,
        num_competitions_per_seed: actual.num_competitions_per_seed,
        metrics: Object.fromEntries(metrics),
        seeds: actual.seeds.slice(0, 3).map((seed) => metricNames.map((name) => seed.metrics[name])),
      }).toStrictEqual(recorded.expected);
    }
  });

  it("are refused where the reference refuses them", () => {
    const refused = cases.filter(({ expected }) => "error" in expected);
    expect(refused.length).toBeGreaterThan(10);
    for (const recorded of refused) expect(() => aggregateRecorded(recorded)).toThrowError();
  });
});

describe("reports", () => {
  it("of the reference and of ours can be mixed, whatever their numbers are", () => {
    const directory = temporaryDirectory();
    const python = `{"total_runs": 1, "competition_reports": [{"competition_id": "a", "score": NaN, "gold_threshold": -Infinity,
      "gold_medal": false, "silver_medal": true, "bronze_medal": false, "any_medal": true, "above_median": true,
      "submission_exists": true, "valid_submission": true, "submission_path": "a \\"NaN\\" Infinity.csv"}]}`;
    const outcome = { verdict: "scored", score: Number.POSITIVE_INFINITY } as const;
    const ours = sumReports([
      competitionReport({ id: "a" }, outcome, { submissionPath: "a.csv", dataKind: "real", version: "1" }),
    ]);
    const result = aggregateReports({
      reports: [
        write(join(directory, "1.json"), python),
        write(join(directory, "2.json"), stringifyReport(ours)),
      ],
      split: ["a"],
    });
    expect(result.seeds.map((seed) => seed.metrics.silver_medal_percentage)).toEqual([100, 0]);
    expect(result.competitions[0].scores).toEqual([null, Number.POSITIVE_INFINITY]);
    expect(result.metrics.valid_submissions_percentage.mean).toBe(100);
    expect(result.warnings).toEqual([]);
  });

  it("that are passed as objects keep their order, after those that are read", () => {
    const directory = temporaryDirectory();
    const path = write(join(directory, "z.json"), JSON.stringify(report(run("a", { score: 1 }))));
    const { competitions } = aggregateReports({
      reports: [report(run("a", { score: 2 })), path, report(run("a", { score: 3 }))],
      split: ["a"],
    });
    expect(competitions[0].scores).toEqual([1, 2, 3]);
    expect(competitions[0].sources).toEqual([path, "report 1", "report 2"]);
  });

  it("that cannot be used say which and why", () => {
    const directory = temporaryDirectory();
    const failing = (name: string, text: string): string => {
      const path = write(join(directory, name), text);
      return messageOf(() => aggregateReports({ reports: [path], split: ["a"] }));
    };
    expect(failing("lfs.json", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n")).toMatch(
      /pointer.*lfs\.json.*git lfs pull/,
    );
    expect(failing("half.json", '{"competition_reports": [')).toMatch(/not JSON.*half\.json/);
    expect(failing("list.json", "[]")).toMatch(/Not a grading report.*list\.json/);
    expect(failing("line.json", '{"competition_reports": [{"gold_medal": true}]}')).toMatch(
      /Entry 1 .* has no "competition_id"/,
    );
    const { gold_medal: _gold, ...without } = run("a");
    expect(failing("key.json", JSON.stringify({ competition_reports: [run("a"), without] }))).toMatch(
      /Entry 2 .*\(a\) lacks "gold_medal".*key\.json/,
    );
    expect(
      failing(
        "text.json",
        '{"competition_reports": [{"competition_id": "a", "submission_exists": "False"}]}',
      ),
    ).toMatch(/invalid value for "submission_exists".*Expected true or false/);
    const absent = join(directory, "absent.json");
    expect(messageOf(() => aggregateReports({ reports: [absent], split: ["a"] }))).toMatch(/absent\.json/);
  });
});

describe("seeds", () => {
  const twoOfA = [report(run("a"), run("b")), report(run("a"))];

  it("that are incomplete are named with what they lack when they are asked for", () => {
    expect(messageOf(() => aggregateReports({ reports: twoOfA, split: ["a", "b"], numSeeds: 2 }))).toMatch(
      /Not enough complete seeds: 2 required, 1 available\. Seed 2 lacks b.*--pad-missing/,
    );
    const tooMany = messageOf(() => aggregateReports({ reports: twoOfA, split: ["a", "b"], numSeeds: 3 }));
    expect(tooMany).toMatch(/3 required, 1 available.*Or add reports/);
    expect(tooMany).not.toMatch("--pad-missing");
    expect(messageOf(() => aggregateReports({ reports: twoOfA, split: ["a", "b", "c"] }))).toMatch(
      /No seed is complete: seed 1 lacks c/,
    );
    expect(
      messageOf(() =>
        aggregateReports({ reports: twoOfA, split: ["a", "b"], numSeeds: 3, padMissing: true }),
      ),
    ).toMatch(/3 seeds are wanted, but no competition has more than 2 runs/);
    expect(messageOf(() => aggregateReports({ reports: twoOfA, split: ["x"], padMissing: true }))).toMatch(
      /no run of a competition in the split.*They contain runs of a, b/,
    );
  });

  it("that are incomplete are left out with a warning when all are wanted", () => {
    const result = aggregateReports({ reports: twoOfA, split: ["a", "b"] });
    expect(result.num_seeds_averaged).toBe(1);
    expect(result.warnings).toEqual(["Seed 2 is incomplete and was skipped: it lacks b."]);
    const more = aggregateReports({ reports: [...twoOfA, report(run("a"))], split: ["a", "b"] });
    expect(more.warnings).toEqual(["Seeds 2 to 3 are incomplete and were skipped: seed 2 lacks b."]);
    const twice = report(run("a"), run("a"));
    const one = aggregateReports({ reports: [twice], split: ["a"], numSeeds: 1 });
    expect(one.warnings).toEqual(["1 run beyond the averaged seeds skipped: a."]);
  });

  it("can be padded with failed runs, which are named", () => {
    const result = aggregateReports({ reports: twoOfA, split: ["a", "b"], padMissing: true });
    expect(result.seeds.map((seed) => seed.padded)).toEqual([[], ["b"]]);
    expect(result.metrics.valid_submissions_percentage.mean).toBe(75);
    expect(result.warnings).toEqual(["1 missing run counts as failed."]);
  });

  it("come also from several runs of a competition in one report, as run groups with several seeds have them", () => {
    const lines = [run("b"), run("a", { score: 1 }), run("b"), run("a", { score: 2 })];
    const result = aggregateReports({ reports: [report(...lines)], split: ["a", "b"] });
    expect(result.num_seeds_averaged).toBe(2);
    expect(result.competitions[0].scores).toEqual([1, 2]);
  });
});

describe("splits", () => {
  it("are known by name, or are ids that stand once", () => {
    const lines = ["a", "a"];
    expect(messageOf(() => aggregateReports({ reports: [report(run("a"))], split: lines }))).toMatch(
      /names a more than once/,
    );
    expect(messageOf(() => aggregateReports({ reports: [report(run("a"))], split: [] }))).toMatch(
      /names no competition/,
    );
    expect(messageOf(() => aggregateReports({ reports: [report(run("a"))], split: "lowest" }))).toMatch(
      /Unknown split `lowest`/,
    );
    const padded = aggregateReports({
      reports: [report(run("leaf-classification", { gold_medal: true }))],
      split: "low",
      padMissing: true,
    });
    expect(padded.num_competitions_per_seed).toBe(22);
    expect(padded.metrics.any_medal_percentage.mean).toBe((1 / 22) * 100);
  });

  it("are broken down by complexity and category over the same seeds", () => {
    const ids = [
      "leaf-classification",
      "dogs-vs-cats-redux-kernels-edition",
      "smartphone-decimeter-2022",
      "own",
    ];
    const seed = (gold: number): ReturnType<typeof report> =>
      report(...ids.map((id, i) => run(id, { gold_medal: i < gold })));
    const { groups } = aggregateReports({
      reports: [seed(1), seed(2)],
      split: ids,
      categories: { "leaf-classification": "Image", "smartphone-decimeter-2022": null, own: "Tabular" },
    });
    const shown = groups.map((g) => [
      g.kind,
      g.name,
      g.num_competitions,
      g.metrics.gold_medal_percentage.mean,
    ]);
    expect(shown).toEqual([
      ["complexity", "low", 2, 75],
      ["complexity", "high", 1, 0],
      ["category", "Image", 1, 100],
      ["category", "Tabular", 1, 0],
    ]);
    expect(groups[0].metrics.gold_medal_percentage.standard_error).toBe(25);
  });
});

describe("warnings", () => {
  it("report runs that were not graded, used miniatures, count twice, or are of unknown competitions", () => {
    const { warnings, metrics } = aggregateReports({
      reports: [
        report(
          run("a", { verdict: "grader-error", valid_submission: false }),
          run("a", { data_kind: "miniature", submission_path: "a.csv" }),
          run("a", { submission_path: "a.csv" }),
          run("spaceship-titanic"),
          run("spaceship-titanc"),
        ),
      ],
      split: ["a"],
    });
    expect(metrics.total_competitions).toEqual({ mean: 1, ci_lower: 1, ci_upper: 1, standard_error: 0 });
    expect(warnings).toEqual([
      "1 run of unknown competitions, outside the split, skipped: spaceship-titanc.",
      "1 run not graded (grader error or missing data), counted as failed: a.",
      "1 run used miniatures: a.",
      "1 run counted more than once, with a submission file that is listed repeatedly: a.",
    ]);
  });
});
