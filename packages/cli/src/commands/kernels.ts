import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Competition, isMlebenchError } from "@mlebench/core";
import { fetchKernel, type KaggleClient, listKernels } from "@mlebench/kaggle";
import { exitCodes } from "../exit-codes.js";
import { factsFile, writeText } from "../facts-file.js";
import { printJson } from "../json.js";
import { connect } from "../kaggle.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { type SelectionOptions, selectedCompetitions } from "../selection.js";
import { describeFailure } from "../system-errors.js";
import { note, print, style, warn } from "../terminal.js";

export interface KernelsOptions extends SelectionOptions, Omit<DataOptions, "mini">, JsonOption {
  /** How many of the most popular ones, for each competition. */
  maxKernels?: number;
  /** Fetch also what is there already. */
  force?: boolean;
}

interface KernelsResult {
  id: string;
  status: "done" | "failed";
  /** Where references or sources are. */
  path: string;
  references: string[];
  fetched?: number;
  alreadyThere?: number;
  failures: { ref: string; error: string }[];
}

const usualNumber = 50;

/** Finds out which kernels of each competition are the most popular, and keeps their names. */
export async function kernelReferences(options: KernelsOptions): Promise<number> {
  return forEachCompetition(options, async (client, competition) => {
    const { id } = competition.facts;
    const path = factsFile(competition, "kernels.txt", dataDirectory(options));
    const kernels = await listKernels(client(), id, { limit: options.maxKernels ?? usualNumber });
    const references = kernels.map(({ ref }) => ref);
    writeText(path, references.map((ref) => `${ref}\n`).join(""));
    return { id, status: "done", path, references, failures: [] };
  });
}

/** Fetches the source of each competition's kernels, notebooks as scripts; goes on after a failure. */
export async function downloadKernels(options: KernelsOptions): Promise<number> {
  return forEachCompetition(options, async (client, competition) => {
    const { id } = competition.facts;
    const data = dataDirectory(options);
    const references = knownReferences(competition, data).slice(0, options.maxKernels);
    const path = join(data, id, "kernels");
    const result: KernelsResult = {
      id,
      status: "done",
      path,
      references,
      fetched: 0,
      alreadyThere: 0,
      failures: [],
    };
    const progress = createProgress(id);
    for (const [index, ref] of references.entries()) {
      progress.report({ step: "download kernels", done: index, total: references.length, unit: "kernels" });
      await fetchOne(client(), ref, path, options.force === true, result);
    }
    progress.stop();
    if (result.failures.length > 0) result.status = "failed";
    return result;
  });
}

/** As found out before by {@link kernelReferences}, else as published with the competition. */
function knownReferences(competition: Competition, data: string): string[] {
  const places = [
    factsFile(competition, "kernels.txt", data),
    join(competition.directory, "facts/kernels.txt"),
  ];
  const file = places.find((place) => existsSync(place));
  return file === undefined
    ? []
    : readFileSync(file, "utf8")
        .split(/\r?\n/)
        .filter((line) => line !== "");
}

async function fetchOne(
  client: KaggleClient,
  ref: string,
  directory: string,
  force: boolean,
  result: KernelsResult,
): Promise<void> {
  const [author, slug] = ref.split("/");
  if (!force && existsSync(join(directory, `${author}_${slug}.py`))) {
    result.alreadyThere = (result.alreadyThere ?? 0) + 1;
    return;
  }
  try {
    const kernel = await fetchKernel(client, ref);
    writeText(join(directory, kernel.fileName), kernel.source);
    result.fetched = (result.fetched ?? 0) + 1;
  } catch (error) {
    // Many old kernels are gone or private; bad credentials would fail for all of them alike.
    if (!isMlebenchError(error) || ("reason" in error && error.reason === "credentials")) throw error;
    result.failures.push({ ref, error: describeFailure(error) });
  }
}

async function forEachCompetition(
  options: KernelsOptions,
  work: (client: () => KaggleClient, competition: Competition) => Promise<KernelsResult>,
): Promise<number> {
  const competitions = await selectedCompetitions(options);
  let connected: KaggleClient | undefined;
  const client = (): KaggleClient => {
    connected ??= connect(note, warn);
    return connected;
  };
  const results: KernelsResult[] = [];
  for (const competition of competitions) {
    const result = await work(client, competition).catch((error: unknown): KernelsResult => {
      if (!isMlebenchError(error) || competitions.length === 1) throw error;
      const { id } = competition.facts;
      return {
        id,
        status: "failed",
        path: "",
        references: [],
        failures: [{ ref: id, error: describeFailure(error) }],
      };
    });
    results.push(result);
    if (!options.json) print(resultText(result));
  }
  if (options.json) printJson(results);
  return results.some(({ status }) => status === "failed") ? exitCodes.userError : exitCodes.ok;
}

function resultText({ id, path, references, fetched, alreadyThere, failures }: KernelsResult): string {
  const counts =
    fetched === undefined
      ? `${references.length} references`
      : `${fetched} fetched, ${alreadyThere} already there, ${failures.length} failed`;
  const lines = failures.map(({ ref, error }) => `  ${style("red", "failed")} ${ref}: ${error}`);
  return [`${style("bold", id)}: ${counts}${path === "" ? "" : `, in ${path}`}`, ...lines].join("\n");
}
