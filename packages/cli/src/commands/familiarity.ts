import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isMlebenchError, UsageError } from "@mlebench/core";
import { importedFile } from "@mlebench/datasets";
import { requireWritableFile } from "@mlebench/disk";
import {
  analyzeFamiliarity,
  type CachedFamiliarity,
  type CachedResults,
  type CompetitionDocument,
  competitionScores,
  estimateFamiliarity,
  type FamiliarityAnalysis,
  type Measurement,
  measureFamiliarity,
  normalizedPerformance,
  plotFiles,
  readDocument,
  readDocuments,
  readGradingReport,
  readMetaKaggle,
  readResults,
  requireDocuments,
  splitKey,
  writePlot,
  writeResults,
} from "@mlebench/familiarity";
import { isModelError, type Model, openModel } from "@mlebench/models";
import { find, list } from "../competitions.js";
import { exitCodes } from "../exit-codes.js";
import {
  countDocuments,
  describeAnalysis,
  describeEstimates,
  describeMeasurement,
} from "../familiarity-text.js";
import { interruptible } from "../interruptible.js";
import { printJson, printJsonError, printResult } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { note, print, warn } from "../terminal.js";

export interface FamiliarityCommandOptions extends Omit<DataOptions, "mini">, JsonOption {
  model?: string;
  baseUrl?: string;
  controlModel?: string;
  controlBaseUrl?: string;
  documents?: string;
  metaKaggle?: string;
  gradingReports?: string[];
  outputCacheFile: string;
  outputPlotFile: string;
  existingResults?: string;
  method?: "echo" | "sampled";
  nSamples?: number;
  seed?: number;
  maxWorkers?: number;
  cache: boolean;
  dryRun?: boolean;
}

/** Measures familiarity, writes it in the reference's shape, and correlates it with performance. */
export async function familiarity(options: FamiliarityCommandOptions): Promise<number> {
  const { seed = 0, existingResults, outputCacheFile, outputPlotFile, gradingReports } = options;
  if (options.model === undefined && existingResults === undefined)
    throw new UsageError("Missing `--model`", { expected: "a model, or `--existing-results`" });
  // Found before hours of requests.
  for (const path of Object.values(plotFiles(outputPlotFile)))
    if (gradingReports !== undefined)
      requireWritableFile(path, "The plot file", "Choose another one with `--output-plot-file`.");
  const existing = existingResults === undefined ? {} : readResults(existingResults);
  const graded = gradingReports?.flatMap(readGradingReport);
  const { documents, deadlines } = await gatherDocuments(options);
  const isNew = ({ competition }: CompetitionDocument) => !(`${competition}_seed${seed}` in existing);
  const remaining = documents.filter(isNew);

  if (options.dryRun) return dryRun(options, remaining);
  if (options.model !== undefined)
    requireWritableFile(
      outputCacheFile,
      "The results file",
      "Choose another one with `--output-cache-file`.",
    );
  const parts = await untilInterrupted(options, async (signal) => ({
    measured: await measure(options, "model", remaining, signal),
    control: await measure(options, "control", documents, signal),
  }));
  if (parts === undefined) return exitCodes.interrupted;
  const { measured, control } = parts;
  const found = competitionScores(measured?.documents ?? []);
  const results = mergeResults(existing, found.scores, found.familiarity, deadlines, seed);
  if (measured !== undefined) writeResults(outputCacheFile, results);

  let analysis: FamiliarityAnalysis | undefined;
  let plot: { svg: string; png: string } | undefined;
  if (graded !== undefined) {
    const ids = new Set(graded.map(({ competition_id: id }) => id));
    const chosen = resultsOfSeed(results, seed);
    analysis = analyzeFamiliarity({
      familiarity: new Map(
        [...chosen].map(([id, { mean_familiarity_score: mean }]) => [id, mean ?? Number.NaN]),
      ),
      performance: normalizedPerformance(graded, await sampleScores(ids)),
      deadlines: new Map([...chosen].map(([id, { deadline }]) => [id, deadlines.get(id) ?? deadline])),
      ...(control !== undefined && { control: competitionScores(control.documents).familiarity }),
      obfuscated: found.obfuscated,
      seed,
    });
    plot = await writePlot(outputPlotFile, analysis);
  }
  report(options, { measured, control, analysis, plot });
  return hasFailures(measured) || hasFailures(control) ? exitCodes.userError : exitCodes.ok;
}

/** Measures; undefined after Ctrl-C. A mean over some of the documents would be another measure, so it writes nothing. */
async function untilInterrupted<T>(
  { cache, json, onResult }: FamiliarityCommandOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const saving = cache ? "replies so far are stored, and the same command goes on" : "nothing is saved";
  try {
    return await interruptible(saving, work);
  } catch (error) {
    if (!isModelError(error) || error.reason !== "aborted") throw error;
    if (json && onResult === undefined) printJsonError("Interrupted", exitCodes.interrupted);
    return undefined;
  }
}

async function dryRun(
  options: FamiliarityCommandOptions,
  documents: readonly CompetitionDocument[],
): Promise<number> {
  const model = open(options, "model");
  if (model === undefined) throw new UsageError("`--dry-run` requires `--model`");
  const estimates = await estimateFamiliarity({ model, documents, ...measureOptions(options) });
  if (options.json) printJson({ documents: documents.length, ...estimates });
  else print(describeEstimates(documents.length, estimates));
  return exitCodes.ok;
}

const measureOptions = ({ method, nSamples, seed, maxWorkers }: FamiliarityCommandOptions) => ({
  ...(method !== undefined && { method }),
  ...(nSamples !== undefined && { samples: nSamples }),
  ...(seed !== undefined && { seed }),
  ...(maxWorkers !== undefined && { workers: maxWorkers }),
});

type Part = "model" | "control";

function open(options: FamiliarityCommandOptions, part: Part): Model | undefined {
  const [name, baseUrl] =
    part === "model" ? [options.model, options.baseUrl] : [options.controlModel, options.controlBaseUrl];
  if (name === undefined) return undefined;
  const replies = join(dirname(resolve(options.outputCacheFile)), "familiarity_replies");
  return openModel(name, {
    ...(baseUrl !== undefined && { baseUrl }),
    ...(options.cache && { cacheDirectory: replies }),
    maxConnections: options.maxWorkers ?? 40,
    onMessage: note,
  });
}

async function measure(
  options: FamiliarityCommandOptions,
  part: Part,
  documents: readonly CompetitionDocument[],
  signal: AbortSignal,
): Promise<Measurement | undefined> {
  const model = open(options, part);
  if (model === undefined) return undefined;
  model.requireKey();
  for (const text of model.warnings) warn(text);
  if (part === "model" && documents.length > 0)
    note(`Measuring ${countDocuments(documents.length)} with ${model.name}`);
  if (documents.length === 0) return undefined;
  const progress = createProgress(model.name);
  try {
    return await measureFamiliarity({
      model,
      documents,
      ...measureOptions(options),
      onProgress: progress.report,
      signal,
    });
  } finally {
    progress.stop();
  }
}

interface Gathered {
  documents: CompetitionDocument[];
  deadlines: ReadonlyMap<string, string>;
}

/** The texts to measure: of a directory, or imported descriptions; with discussions of Meta Kaggle. */
async function gatherDocuments(options: FamiliarityCommandOptions): Promise<Gathered> {
  const warnings: string[] = [];
  const own =
    options.documents === undefined
      ? importedDocuments(dataDirectory(options), warnings)
      : readDocuments(options.documents);
  const documents = [...("documents" in own ? own.documents : own)];
  if ("warnings" in own) warnings.push(...own.warnings);
  for (const text of warnings) warn(text);
  if (options.model !== undefined)
    requireDocuments(
      documents,
      "Clone https://github.com/openai/mle-bench and run `mlebench import-reference DIR` on the clone, or pass --documents. Built-in descriptions are new texts, so a model's familiarity with them would mean nothing.",
    );
  if (options.metaKaggle === undefined) return { documents, deadlines: new Map() };
  const ids = new Set(documents.map(({ competition }) => competition));
  for (const id of Object.keys(
    options.existingResults === undefined ? {} : readResults(options.existingResults),
  ))
    ids.add(splitKey(id).id);
  const { deadlines, discussions } = await readMetaKaggle(options.metaKaggle, ids);
  return { documents: [...documents, ...discussions], deadlines };
}

function importedDocuments(directory: string, warnings: string[]): CompetitionDocument[] {
  return list().flatMap(({ id }) =>
    (["description", "obfuscatedDescription"] as const).flatMap((kind) => {
      const path = importedFile(join(directory, id), kind);
      return existsSync(path) ? (readDocument(id, path, warnings) ?? []) : [];
    }),
  );
}

function mergeResults(
  existing: CachedResults,
  scores: ReadonlyMap<string, Record<string, number>>,
  means: ReadonlyMap<string, number>,
  deadlines: ReadonlyMap<string, string>,
  seed: number,
): CachedResults {
  const added = [...scores].map(([id, own]): [string, CachedFamiliarity] => [
    `${id}_seed${seed}`,
    {
      familiarity_scores: own,
      mean_familiarity_score: means.get(id) ?? Number.NaN,
      deadline: deadlines.get(id) ?? null,
    },
  ]);
  return { ...existing, ...Object.fromEntries(added) };
}

/** The results of a seed; if there are none, those of the lowest seed, as in the reference. */
function resultsOfSeed(results: CachedResults, seed: number): Map<string, CachedFamiliarity> {
  const entries = Object.entries(results).map(([key, value]) => ({ ...splitKey(key), value }));
  const seeds = entries.map((entry) => entry.seed);
  const chosen = seeds.includes(seed) ? seed : Math.min(...seeds);
  return new Map(entries.filter((entry) => entry.seed === chosen).map(({ id, value }) => [id, value]));
}

async function sampleScores(ids: ReadonlySet<string>): Promise<Map<string, number | null>> {
  const scores = new Map<string, number | null>();
  for (const id of ids) {
    try {
      scores.set(id, (await find(id)).facts.sampleSubmissionScore);
    } catch (error) {
      if (!isMlebenchError(error)) throw error;
      warn(`Skipped \`${id}\`: unknown competition`);
    }
  }
  return scores;
}

interface Outcome {
  measured: Measurement | undefined;
  control: Measurement | undefined;
  analysis: FamiliarityAnalysis | undefined;
  plot: { svg: string; png: string } | undefined;
}

function report(options: FamiliarityCommandOptions, { measured, control, analysis, plot }: Outcome): void {
  const cacheFile = measured === undefined ? null : options.outputCacheFile;
  printResult(options, {
    value: () => ({
      measurement: measured ?? null,
      control: control ?? null,
      analysis: analysis ?? null,
      cacheFile,
      plot: plot ?? null,
    }),
    text: () =>
      [
        ...[measured, control].flatMap((one) => (one === undefined ? [] : [describeMeasurement(one)])),
        ...(analysis === undefined ? [] : [describeAnalysis(analysis)]),
      ].join("\n"),
  });
  if (options.json) return;
  for (const path of [cacheFile, plot?.svg, plot?.png]) if (path) note(`Wrote ${path}`);
}

function hasFailures(measurement: Measurement | undefined): boolean {
  return measurement?.documents.some((document) => "error" in document) ?? false;
}
