import { readFileSync } from "node:fs";
import { join } from "node:path";
import { probeText } from "@mlebench/familiarity";
import { type MockModels, pairLanguage, startMockModels, wordTokens } from "@mlebench/mock-models";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorld, mlebenchProcess, type World } from "./harness.js";

let world: World;
let server: MockModels;

const competitions = [
  "spaceship-titanic",
  "spooky-author-identification",
  "aerial-cactus-identification",
  "leaf-classification",
];
const texts = competitions.map(
  (id, i) => `${id} ${"known words of this task . ".repeat(i + 1)} ${"unseen ".repeat(5 - i)}`,
);
const rule = probeText.replaceAll(/zebra|piano|seventeen/g, "nothing");
const language = {
  ...pairLanguage(`${rule} ${"known words of this task . ".repeat(5)}`),
  tokenize: wordTokens,
};

beforeEach(async () => {
  world = createWorld();
  server = await startMockModels({ language });
});
afterEach(async () => {
  world.remove();
  await server.close();
});

function writeReport(): string {
  const reports = competitions.map((id, i) => ({
    competition_id: id,
    score: 0.6 + 0.05 * i,
    gold_threshold: 0.9,
  }));
  return world.write("report.json", JSON.stringify({ competition_reports: reports }));
}

// Each in a process of its own: what makes images may be started once in a process.
const measure = (...args: string[]) =>
  mlebenchProcess(world, "familiarity", "--model", "vllm/known", "--base-url", server.url, ...args);

test("familiarity is measured, stored, plotted, and completed without asking twice", async () => {
  for (const [i, id] of competitions.entries()) world.write(`documents/${id}/description.md`, texts[i]);
  const [documents, report] = [join(world.directory, "documents"), writeReport()];
  const first = await measure("--documents", documents, "--grading-reports", report);
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.stdout).toContain("vllm/known: method echo, 5 requests");
  expect(first.stdout).toMatch(/Pearson +-?\d/);
  expect(first.stdout).toContain("all permutations");
  const stored = JSON.parse(
    readFileSync(join(world.directory, "familiarity_and_dates.json"), "utf8"),
  ) as object;
  expect(Object.keys(stored)).toEqual([...competitions].sort().map((id) => `${id}_seed0`));
  expect(readFileSync(join(world.directory, "familiarity_results.svg"), "utf8")).toContain(
    "leaf-classification",
  );
  expect(readFileSync(join(world.directory, "familiarity_results.png")).subarray(1, 4).toString()).toBe(
    "PNG",
  );

  const sent = server.requests.length;
  const second = await measure("--documents", documents, "--grading-reports", report, "--json");
  expect(JSON.parse(second.stdout)).toMatchObject({
    measurement: { calls: 0, cached: 5 },
    analysis: { points: { length: 4 } },
  });
  const existing = [
    "--existing-results",
    "familiarity_and_dates.json",
    "--grading-reports",
    report,
    "--json",
  ];
  const third = await mlebenchProcess(world, "familiarity", ...existing);
  expect(third.exitCode).toBe(0);
  const [a, b] = [second, third].map(
    ({ stdout }) => (JSON.parse(stdout) as { analysis: { pearson: object } }).analysis.pearson,
  );
  expect(b).toEqual(a);
  expect(server.requests).toHaveLength(sent);
});

test("without texts, a method, or a plot format, it says what to do, and a dry run sends nothing", async () => {
  const nothing = await measure();
  expect(nothing.exitCode).toBe(1);
  expect(nothing.stderr).toContain("No documents to measure");
  expect(nothing.stderr).toContain("import-reference DIR");
  world.write("documents/spaceship-titanic/description.md", texts[0]);
  const documents = ["--documents", join(world.directory, "documents")];
  expect((await measure(...documents, "--output-plot-file", "plot.pdf")).exitCode).toBe(2);
  expect((await mlebenchProcess(world, "familiarity")).exitCode).toBe(2);
  const dry = await measure(...documents, "--dry-run", "--n-samples", "7");
  expect(dry.stdout).toMatch(/echo +1 .*\n.*sampled +7 /);
  expect(server.requests).toHaveLength(0);
});

test("an output file that cannot be written is an error before anything is sent", async () => {
  world.write("documents/spaceship-titanic/description.md", texts[0]);
  const outputs = [
    ["--output-cache-file", "documents", "is a directory"],
    ["--output-cache-file", join(writeReport(), "results.json"), "is a file"],
    ["--output-plot-file", join(writeReport(), "plot.svg"), "is a file"],
  ];
  for (const [flag, path, problem] of outputs) {
    const result = await measure("--documents", "documents", "--grading-reports", writeReport(), flag, path);
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toContain(problem);
    expect(result.stderr).toContain(flag);
  }
  expect(server.requests).toHaveLength(0);
});
