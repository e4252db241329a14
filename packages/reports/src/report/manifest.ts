import { gigabytes, gpuText } from "../experiment/hardware.js";
import type { Experiment, ReportRun } from "../experiment/report-run.js";
import type { AgentManifest, AgentSplit, DeviationKind, ManifestEntry } from "./report-data.js";

/** The setup that the benchmark's authors recommend for comparisons. */
export const canonicalSetup = {
  seeds: 3,
  hours: 24,
  cpus: 36,
  memoryBytes: 440e9,
  gpu: "A10",
  gpuCount: 1,
  splits: ["low", "medium", "high", "all"],
  source: "https://github.com/openai/mle-bench#benchmarking",
} as const;

/** How an agent's runs were made, point by point, against {@link canonicalSetup}. */
export function agentManifest(experiment: Experiment, summaries: readonly AgentSplit[]): AgentManifest {
  const { agent, runs, setups } = experiment;
  const summary = (split: string): AgentSplit | undefined =>
    summaries.find((one) => one.agent === agent && one.split === split);
  const { seeds, hours, cpus, memoryBytes, gpu } = canonicalSetup;
  const all = summary("all");
  const ofSplits = canonicalSetup.splits.map(summary).filter((one) => one !== undefined);
  const padded = ofSplits.reduce((most, one) => Math.max(most, one.paddedRuns), 0);
  const seedCount = Math.max(0, ...ofSplits.map((one) => one.seeds), seedsOf(runs));
  const hardware = runs.map((run) => run.hardware);
  const entries: ManifestEntry[] = [
    // More seeds than recommended make a better estimate of the same.
    entry("seeds", "Seeds", `at least ${seeds}`, String(seedCount), seedCount < seeds),
    compare("hours", "Time limit per run", `${hours} h`, {
      values: runs.map(({ limitHours }) => limitHours),
      text: (value) => `${short(value)} h`,
      isCanonical: (value) => value === hours,
    }),
    compare("cpus", "CPUs per run", `${cpus} vCPUs`, {
      values: hardware.map((one) => one?.cpus ?? null),
      text: (value) => `${short(value)} CPU${value === 1 ? "" : "s"}`,
      isCanonical: (value) => value === cpus,
    }),
    compare("memory", "Memory per run", `${gigabytes(memoryBytes)} GB`, {
      values: hardware.map((one) => (one?.memoryBytes ? gigabytes(one.memoryBytes) : null)),
      text: (value) => `${value} GB`,
      // GB or GiB, less what the system takes.
      isCanonical: (value) => Math.abs(value - gigabytes(memoryBytes)) <= 0.1 * gigabytes(memoryBytes),
    }),
    compare("gpu", "GPU per run", `1 × 24 GB NVIDIA ${gpu}`, {
      values: hardware.map((one) => (one?.gpus ? gpuText(one.gpus) : null)),
      text: (value) => value,
      isCanonical: (value) => /^1 × .*\bA10$/.test(value),
    }),
    entry(
      "competitions",
      "Competitions",
      String(all?.competitionsInSplit ?? 75),
      String(all?.competitions ?? 0),
      all === undefined || all.competitions < all.competitionsInSplit,
    ),
    entry(
      "padding",
      "Missing runs",
      "none",
      padded === 0 ? "none" : `${padded} counted as failed`,
      padded > 0,
    ),
    compare("data", "Data", "real, as published", {
      values: runs.map(dataText),
      text: (value) => value,
      isCanonical: (value) => value === "real" || value === "real, verified",
    }),
    compare("variant", "Variant", "default", {
      // Reports of the Python reference know none.
      values: runs.map(({ variant, dataKind }) => variant ?? (dataKind === null ? null : "default")),
      text: (value) => value,
      isCanonical: (value) => value === "default",
    }),
    compare("descriptions", "Descriptions", "plain", {
      values: setups.map(({ obfuscated }) =>
        obfuscated === null ? null : obfuscated ? "obfuscated" : "plain",
      ),
      text: (value) => value,
      isCanonical: (value) => value === "plain",
    }),
  ];
  return { agent, entries, setups };
}

function seedsOf(runs: readonly ReportRun[]): number {
  return runs.reduce((most, { seed }) => Math.max(most, seed), 0);
}

function dataText({ dataKind, dataVerification }: ReportRun): string | null {
  if (dataKind === null) return null;
  if (dataVerification === "differs") return `${dataKind}, differs from the published data`;
  return dataVerification === "verified" ? `${dataKind}, verified` : dataKind;
}

const short = (value: number): string => String(Math.round(value * 100) / 100);

function entry(
  kind: DeviationKind,
  label: string,
  canonical: string,
  actual: string,
  deviates: boolean,
): ManifestEntry {
  return { kind, label, canonical, actual, deviates };
}

/** One point of all runs; where it is not recorded for some, that is said. */
function compare<Value extends string | number>(
  kind: DeviationKind,
  label: string,
  canonical: string,
  of: {
    values: readonly (Value | null)[];
    text: (value: Value) => string;
    isCanonical: (value: Value) => boolean;
  },
): ManifestEntry {
  const known = [...new Set(of.values.filter((value) => value !== null))];
  const isWhole = of.values.length > 0 && of.values.every((value) => value !== null);
  const texts = [...known.map(of.text), ...(isWhole ? [] : ["unknown"])];
  const differs = known.some((value) => !of.isCanonical(value));
  return { kind, label, canonical, actual: texts.join("; "), deviates: differs || (isWhole ? false : null) };
}
