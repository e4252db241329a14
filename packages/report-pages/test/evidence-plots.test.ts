import type { ReportData } from "@mlebench/reports";
import { buildReport } from "@mlebench/reports/experiments";
import { expect, test } from "vitest";
import { plotCsv, reportPage, reportPlots } from "../src/index.js";
import { madeUpExperiments, sixAgents } from "./made-up-experiments.js";

const agents = sixAgents.slice(0, 2);
const plain = buildReport(madeUpExperiments({ agents }), { now: new Date(0), resamples: 20 });
const [{ id, lowerIsBetter, sampleSubmissionScore, thresholds }] = plain.competitions;
const evidence: ReportData = {
  ...plain,
  runs: plain.runs.map((run) => ({ ...run, validationScore: run.competitionId === id ? run.score : null })),
  similarities: [0, 0.04, 0.05, 0.999, 1].map((similarity) => ({
    agent: agents[0].name,
    runId: null,
    competitionId: id,
    similarity,
  })),
  familiarity: [{ competitionId: id, familiarity: 0.4, deadline: null }],
};
const plotNames = ["validation", "similarity", "familiarity"];
const csvOf = (data: ReportData, name: string): string[][] => {
  const plot = reportPlots(data).find((one) => one.name === name);
  return plot === undefined
    ? []
    : plotCsv(plot)
        .trim()
        .split("\n")
        .map((line) => line.split(","));
};

test("are drawn only from what was measured", () => {
  const names = (data: ReportData) => reportPlots(data).map(({ name }) => name);
  expect(names(plain)).not.toEqual(expect.arrayContaining([plotNames[0]]));
  expect(names(evidence)).toEqual(expect.arrayContaining(plotNames));
  for (const title of [
    "Validation against test",
    "Similarity to public notebooks",
    "Familiarity against score",
  ]) {
    expect(reportPage(evidence)).toContain(title);
    expect(reportPage(plain)).not.toContain(title);
  }
});

test("validation that equals the test score lies on the diagonal, on one scale for all metrics", () => {
  const rows = csvOf(evidence, "validation").slice(1);
  const scored = plain.runs.filter((run) => run.competitionId === id && run.score !== null);
  expect(rows).toHaveLength(scored.length);
  for (const cells of rows) expect(cells.at(-2)).toBe(cells.at(-1));
  expect(thresholds).not.toBeNull();
  expect([lowerIsBetter, sampleSubmissionScore]).not.toContain(null);
});

test("every similarity is in one bar", () => {
  const counts = csvOf(evidence, "similarity")
    .slice(1)
    .map((cells) => Number(cells.at(-1)));
  expect(counts).toHaveLength(20);
  expect([counts[0], counts[1], counts[19]]).toEqual([2, 1, 2]);
});

test("familiarity has a point for each agent with a score", () => {
  expect(csvOf(evidence, "familiarity").slice(1)).toHaveLength(agents.length);
});
