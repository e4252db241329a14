import { buildReport } from "@mlebench/reports/experiments";
import { expect, test } from "vitest";
import { csvFiles, reportMarkdown, svgFiles } from "../src/index.js";
import { madeUpExperiments, sixAgents } from "./made-up-experiments.js";

const now = new Date("2026-11-25T12:00:00Z");
const agents = sixAgents.slice(0, 3);
const data = buildReport(madeUpExperiments({ agents }), { title: "Three agents", now, resamples: 20 });

test("Markdown has the recorded text", async () => {
  // Words of the data are tested where they are made.
  const caveats = ["Other hardware."];
  const rows = data.leaderboard.rows.map((row) => ({ ...row, caveats }));
  const manifest = data.manifest.map(({ agent }, index) => ({
    agent,
    setups: [],
    entries: [
      { kind: "seeds" as const, label: "Seeds", canonical: "3", actual: "3", deviates: false },
      {
        kind: "hours" as const,
        label: "Hours",
        canonical: "24 h",
        actual: "12 h",
        deviates: index > 0 || null,
      },
    ],
  }));
  const fixed = { ...data, manifest, mlebenchVersion: "1.0.0", leaderboard: { ...data.leaderboard, rows } };
  await expect(reportMarkdown(fixed)).toMatchFileSnapshot("golden/report.md");
});

test("Markdown keeps hostile text as text", () => {
  const hostile = "<img src=x>|\n# [a](javascript:b) `c`\u202e";
  const text = reportMarkdown(buildReport(madeUpExperiments({ agents, hostile }), { now, resamples: 20 }));
  expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)\[a|^# |\u202e/m);
});

test("files of plots are an SVG and a CSV each, under different names", () => {
  const files = svgFiles(data);
  const names = files.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name } of files.filter((file) => file.name.endsWith(".svg")))
    expect(names).toContain(name.replace(/svg$/, "csv"));
  expect(names).toEqual(
    expect.arrayContaining(["medals.svg", "outcomes.svg", "leaderboard-leaf-classification.svg"]),
  );
});

test("tables hold the numbers in full precision", () => {
  const files = csvFiles(data);
  const summary = files.find(({ name }) => name === "summary.csv")?.text ?? "";
  const mean = data.summaries[0].metrics.percentile?.mean;
  expect(summary).toContain(`${agents[0].name},low,22,22,3,0,percentile,${mean},`);
  expect(
    files
      .find(({ name }) => name === "runs.csv")
      ?.text.trim()
      .split("\n"),
  ).toHaveLength(data.runs.length + 1);
});

test("names of files have no part of a path", () => {
  const foreign = {
    ...data,
    competitions: [{ ...data.competitions[0], id: "../../../etc/passwd" }],
  };
  expect(svgFiles(foreign).map(({ name }) => name)).toContain("leaderboard-.._.._.._etc_passwd.svg");
});

test("no text of a table begins as a formula of a spreadsheet does, and numbers stay numbers", () => {
  const agent = '=HYPERLINK("http://a")';
  const files = csvFiles({ ...data, runs: data.runs.map((run) => ({ ...run, agent })) });
  const text = files.map((file) => file.text).join("");
  expect(text).toContain("'=HYPERLINK");
  expect(text).not.toMatch(/(^|,)"?=/m);
  expect(text).toMatch(/,-\d/);
});
