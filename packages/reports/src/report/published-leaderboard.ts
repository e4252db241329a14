import { UserError } from "@mlebench/core";
import { parse } from "csv-parse/sync";
import { gigabytes, gpuText } from "../experiment/hardware.js";
import type { Experiment } from "../experiment/report-run.js";
import { publishedTables } from "../published-tables.generated.js";
import type { LeaderboardData, LeaderboardKey, LeaderboardRow, PublishedScore } from "./leaderboard-data.js";
import { canonicalSetup } from "./manifest.js";
import type { AgentManifest, AgentSplit, Estimate } from "./report-data.js";

/** When the benchmark's authors had last changed the table that is carried here. */
const publishedAsOf = "2026-02";
const source = "https://github.com/openai/mle-bench#leaderboard";

type Row = Readonly<Record<string, string>>;

const readTable = (text: string): Row[] => parse(text, { columns: true, skip_empty_lines: true }) as Row[];

/** The leaderboard as its authors publish it, in their order. */
export function publishedLeaderboard(): LeaderboardRow[] {
  const setups = readTable(publishedTables["published-setups.csv"]);
  return readTable(publishedTables["published-leaderboard.csv"]).map((row) => {
    const setup = setups.find(
      ({ agent, llm, hours }) => agent === row.agent && llm === row.llm && hours === row.hours,
    );
    const known = {
      origin: "published" as const,
      agent: row.agent,
      models: row.llm,
      low: publishedScore(row.low, row.low_sem),
      medium: publishedScore(row.medium, row.medium_sem),
      high: publishedScore(row.high, row.high_sem),
      all: publishedScore(row.all, row.all_sem),
      percentile: null,
      hours: Number(row.hours),
      hardware: hardwareText(setup),
      date: row.date,
      knownLeakage: row.known_leakage === "yes",
      sourceAvailable: row.source_available === "yes",
      padded: row.padded === "yes",
      source,
    };
    return { ...known, caveats: publishedCaveats(known, setup) };
  });
}

function publishedScore(mean: string, standardError: string): PublishedScore {
  return { mean: Number(mean), standardError: Number(standardError), text: `${mean} ± ${standardError}` };
}

function hardwareText(setup: Row | undefined): string | null {
  if (setup === undefined || setup.vcpus === "") return null;
  return [`${setup.vcpus} vCPUs`, `${setup.memory_gb} GB`, ...(setup.gpus === "" ? [] : [setup.gpus])].join(
    ", ",
  );
}

function publishedCaveats(
  row: Pick<LeaderboardRow, "hours" | "knownLeakage" | "padded">,
  setup: Row | undefined,
): string[] {
  const { hours, cpus, gpu, gpuCount } = canonicalSetup;
  const own = hardwareText(setup);
  const isCanonical =
    setup !== undefined &&
    Number(setup.vcpus) === cpus &&
    Number(setup.memory_gb) * 1e9 === canonicalSetup.memoryBytes &&
    setup.gpus === `${gpuCount} × ${gpu}`;
  return [
    ...(row.hours === hours ? [] : [`${row.hours} h instead of ${hours} h.`]),
    ...(own === null || isCanonical ? [] : [`Other hardware: ${own}.`]),
    ...(row.knownLeakage ? ["Uses leaked test labels, as its authors say."] : []),
    ...(row.padded ? ["Incomplete seeds count as failed."] : []),
  ];
}

const fixed = (value: number): string => value.toFixed(2);

function localScore(estimate: Estimate | null | undefined): PublishedScore | null {
  if (estimate === null || estimate === undefined) return null;
  const { mean, standardError, n } = estimate;
  // One seed has no error.
  const text = n === 1 ? fixed(mean) : `${fixed(mean)} ± ${fixed(standardError)}`;
  return { mean, standardError, text };
}

/**
 * A row for an agent, with what keeps it from being comparable. A split of which it has not run every competition has no
 * number: the published ones are of all.
 */
export function leaderboardRow(
  experiment: Experiment,
  summaries: readonly AgentSplit[],
  manifest: AgentManifest,
): LeaderboardRow {
  const { agent, runs, setups } = experiment;
  const summary = (split: string): AgentSplit | undefined =>
    summaries.find((one) => one.agent === agent && one.split === split);
  const score = (split: string): PublishedScore | null => {
    const found = summary(split);
    return found?.isComplete ? localScore(found.metrics.anyMedal) : null;
  };
  const models = [...new Set(setups.map(({ model }) => model).filter((model) => model !== null))];
  const hours = runs.map(({ limitHours }) => limitHours).filter((value) => value !== null);
  const all = summary("all");
  return {
    origin: "local",
    agent,
    models: models.join(", "),
    low: score("low"),
    medium: score("medium"),
    high: score("high"),
    all: score("all"),
    percentile: localScore(all?.metrics.percentile),
    hours: hours.length === 0 ? null : Math.max(...hours),
    hardware: localHardware(experiment),
    date:
      setups
        .map(({ createdAt }) => createdAt?.slice(0, 10) ?? null)
        .sort()
        .at(-1) ?? null,
    knownLeakage: false,
    sourceAvailable: false,
    padded: (all?.paddedRuns ?? 0) > 0,
    source: experiment.sources.join(", "),
    caveats: localCaveats(manifest),
  };
}

function localCaveats({ entries }: AgentManifest): string[] {
  const unknown = entries
    .filter(({ deviates }) => deviates === null)
    .map(({ label }) => label.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()));
  return [
    ...entries
      .filter(({ deviates }) => deviates)
      .map(({ label, actual, canonical }) => `${label}: ${actual} instead of ${canonical}.`),
    ...(unknown.length === 0 ? [] : [`Not recorded: ${unknown.join(", ")}.`]),
  ];
}

function localHardware({ runs }: Experiment): string | null {
  const texts = runs.flatMap(({ hardware }) => {
    if (hardware === null || hardware.cpus === null || hardware.memoryBytes === null) return [];
    const gpus = hardware.gpus === null ? [] : [gpuText(hardware.gpus)];
    return [[`${hardware.cpus} CPUs`, `${gigabytes(hardware.memoryBytes)} GB`, ...gpus].join(", ")];
  });
  return texts.length === 0 ? null : [...new Set(texts)].join("; ");
}

/** The published rows and local ones, best first; rows without the number go last, in their order. */
export function leaderboardData(
  local: readonly LeaderboardRow[],
  sort: LeaderboardKey = "all",
): LeaderboardData {
  const rows = [...publishedLeaderboard(), ...local];
  return { publishedAsOf, source, sort, rows: rows.sort((a, b) => compareRows(a, b, sort)) };
}

/** In hundredths, since published numbers have two decimals: a local 15 of 22 is as good as a published 68.18. */
function hundredths(score: PublishedScore | null): number | null {
  return score === null ? null : Math.round(score.mean * 100);
}

function compareRows(a: LeaderboardRow, b: LeaderboardRow, key: LeaderboardKey): number {
  if (key === "agent") return a.agent.localeCompare(b.agent, "en");
  const value = (row: LeaderboardRow): number | null => {
    if (key === "hours") return row.hours === null ? null : -row.hours;
    if (key === "date") return row.date === null ? null : Date.parse(row.date);
    return hundredths(row[key]);
  };
  const [left, right] = [value(a), value(b)];
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return right - left;
}

/**
 * Which place a row has by its number, among all; null without the number. Equal numbers share a place.
 * @throws UserError for a key that gives no place
 */
export function placeOf(
  row: LeaderboardRow,
  rows: readonly LeaderboardRow[],
  key: LeaderboardKey,
): number | null {
  if (key === "agent" || key === "date" || key === "hours") {
    throw new UserError(`Invalid key of a place: ${key}`, {
      expected: "low, medium, high, all, or percentile",
    });
  }
  const own = hundredths(row[key]);
  if (own === null) return null;
  return 1 + rows.filter((other) => (hundredths(other[key]) ?? Number.NEGATIVE_INFINITY) > own).length;
}
