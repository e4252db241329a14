import { type CompetitionFacts, competitionReport, type Outcome } from "@mlebench/core";
import { describe, expect, test } from "vitest";
import { describeProgress } from "../src/progress.js";
import { reportText } from "../src/report-text.js";
import { formatHeadedTable } from "../src/table.js";

const facts: CompetitionFacts = {
  id: "fake",
  name: "Fake",
  type: "simple",
  awardsMedals: true,
  metric: "accuracy",
  lowerIsBetter: false,
  scoreType: "float",
  answers: "private/test.csv",
  sampleSubmission: "public/sample_submission.csv",
  goldSubmission: "private/test.csv",
  splits: [],
  category: null,
  sizeGB: null,
  medals: { gold: 0.9, silver: 0.7, bronze: 0.6, median: 0.5 },
  sampleSubmissionScore: null,
  knownIssues: [{ summary: "Some labels leak.", source: "issue 1" }],
};

function text(outcome: Outcome, dataKind: "real" | "miniature" = "real", leaderboard?: number[]): string {
  return reportText(
    competitionReport(facts, outcome, { submissionPath: "s.csv", dataKind, version: "1", leaderboard }),
  );
}

describe("a report for a person", () => {
  test("says score, direction, medal, percentile, thresholds and known issues", () => {
    expect(text({ verdict: "scored", score: 0.723456789 }, "real", [0.9, 0.7, 0.2, 0.1])).toBe(
      [
        "fake: scored",
        "  metric        accuracy, higher is better",
        "  score         0.72346 (unrounded 0.723456789)",
        "  medal         silver",
        "  above median  yes",
        "  percentile    75.0% of the leaderboard scored no better",
        "  thresholds    gold 0.9  silver 0.7  bronze 0.6  median 0.5",
        "  submission    s.csv",
        "  known issue   Some labels leak. (issue 1)",
      ].join("\n"),
    );
  });

  test("says why there is no score, and no score", () => {
    const shown = text({ verdict: "invalid", reason: "Row 3 is missing.", submissionExists: true });
    expect(shown).toContain("fake: invalid");
    expect(shown).toContain("reason       Row 3 is missing.");
    expect(shown).not.toContain("score ");
  });

  test("warns of synthetic data", () => {
    expect(text({ verdict: "scored", score: 1 }, "miniature")).toContain("synthetic");
    expect(text({ verdict: "scored", score: 1 })).not.toContain("synthetic");
  });

  test("shows scores that are not numbers or not finite", () => {
    expect(text({ verdict: "scored", score: Number.NaN })).toContain("not a number");
    expect(text({ verdict: "scored", score: Number.NEGATIVE_INFINITY })).toContain("-Infinity");
  });
});

describe("progress", () => {
  test("shows a bar, the amount, the rate and the time that is left", () => {
    const line = describeProgress(
      "a",
      { step: "extracting", done: 5_000_000, total: 20_000_000, unit: "bytes" },
      2,
    );
    expect(line).toBe("a: extracting █████░░░░░░░░░░░░░░░ 5.0 MB/20.0 MB  2.5 MB/s  6.0 s left");
  });

  test("shows only the amount when the total is not known", () => {
    expect(describeProgress("", { step: "reading", done: 12, unit: "files" }, 5)).toBe("reading 12 files");
    expect(describeProgress("", { step: "reading", done: 0, total: 0 }, 0)).toBe("reading 0");
  });

  test("keeps the amount in a narrow terminal, and gives up the bar, the rate and the end of names for it", () => {
    const progress = { step: "extract", done: 5_000_000, total: 20_000_000, unit: "bytes" } as const;
    const fitted = (width: number) => describeProgress("leaf", progress, 2, true, width);
    expect(fitted(80)).toContain("█");
    expect(fitted(54)).toBe("leaf: extract 5.0 MB/20.0 MB  2.5 MB/s  6.0 s left");
    expect(fitted(40)).toBe("leaf: extract 5.0 MB/20.0 MB");
    expect(fitted(24)).toBe("leaf: ex… 5.0 MB/20.0 MB");
  });
});

test("a table pads to the widest cell and aligns numbers right", () => {
  const rows = [
    ["a", "1"],
    ["bcd", "10"],
  ];
  expect(formatHeadedTable(["id", "n"], rows, [1])).toBe("id    n\n───────\na     1\nbcd  10");
});
