import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { compareCodePoints } from "../code-points.js";
import { type GradedRun, gradedLines } from "../graded-runs.js";
import { readJson } from "../read-json.js";
import { readGradingReports } from "../run-reports.js";
import { type CompetitionContext, contextFromReport } from "./competition-context.js";
import { makeRun, type UnnumberedRun } from "./make-run.js";
import { readGroupRuns } from "./read-group-runs.js";
import type { Experiment, ReportRun, RunGroupSetup } from "./report-run.js";

export interface ReadExperimentsOptions {
  /** What is known of a competition; undefined for one that only reports know. */
  competition?: (id: string) => CompetitionContext | undefined;
  /**
   * Keeps references without a label apart, even if their agents have the same name: two run groups of one agent are then
   * two experiments. @default false
   */
  separate?: boolean;
  /** What relative paths are relative to. @default process.cwd() */
  cwd?: string;
}

/** What was read of one path. */
export interface ReadSource {
  label: string;
  /** Whether the label was given. */
  isLabeled: boolean;
  path: string;
  runs: readonly UnnumberedRun[];
  setup: RunGroupSetup | null;
  /** Of competitions that are not known otherwise. */
  contexts: readonly CompetitionContext[];
  warnings: readonly string[];
}

/** A source that is found again by any of its paths. */
interface LocatedSource extends ReadSource {
  file: string;
}

/**
 * The runs of agents, one experiment for each label. A reference is the path of a run group (its directory or its
 * `metadata.json`) or of a grading report, of mlebench or of the Python reference; `LABEL=PATH` names the agent, else it
 * is the run group's. Several paths of one agent are further seeds of it, in the order of their spelling; what is given
 * twice counts once.
 * @throws UserError for a path that is neither, or holds no run
 */
export function readExperiments(
  references: readonly string[],
  options: ReadExperimentsOptions = {},
): Experiment[] {
  const read = references.map((reference) => readSource(reference, options));
  const sources = options.separate ? separateSources(read) : read;
  const labels = [...new Set(sources.map(({ label }) => label))];
  return labels.map((label) =>
    mergeSources(
      label,
      sources.filter((source) => source.label === label),
    ),
  );
}

/** Sources that were not labeled get labels of their own. */
function separateSources(sources: readonly LocatedSource[]): LocatedSource[] {
  return sources.map((source) => {
    if (source.isLabeled) return source;
    const isShared = sources.some((other) => other !== source && other.label === source.label);
    return isShared ? { ...source, label: `${source.label}, ${basename(source.path)}` } : source;
  });
}

function mergeSources(agent: string, sources: readonly LocatedSource[]): Experiment {
  const sorted = [...new Map(sources.map((source) => [source.file, source])).values()].sort((a, b) =>
    compareCodePoints(a.path, b.path),
  );
  const repeated = sources.filter((source) => !sorted.includes(source)).map(({ path }) => path);
  const contexts = new Map<string, CompetitionContext>();
  for (const source of sorted) for (const context of source.contexts) contexts.set(context.id, context);
  return {
    agent,
    sources: sorted.map(({ path }) => path),
    runs: numberSeeds(
      agent,
      sorted.flatMap(({ runs }) => runs),
    ),
    setups: sorted.flatMap(({ setup }) => (setup === null ? [] : [setup])),
    competitions: [...contexts.values()],
    warnings: [
      ...sorted.flatMap(({ warnings }) => warnings),
      ...[...new Set(repeated)].map(
        (path) => `${path} was given more than once for ${agent}. It counts once.`,
      ),
    ],
  };
}

/** The n-th run of a competition is seed n. */
function numberSeeds(agent: string, runs: readonly UnnumberedRun[]): ReportRun[] {
  const counts = new Map<string, number>();
  return runs.map((run) => {
    const seed = (counts.get(run.competitionId) ?? 0) + 1;
    counts.set(run.competitionId, seed);
    return { ...run, agent, seed };
  });
}

/** `LABEL=PATH` in its parts; a path that exists is none. */
function splitReference(reference: string, cwd: string): { label: string | null; path: string } {
  const at = reference.indexOf("=");
  if (at <= 0 || existsSync(resolve(cwd, reference))) return { label: null, path: reference };
  return { label: reference.slice(0, at), path: reference.slice(at + 1) };
}

function readSource(reference: string, options: ReadExperimentsOptions): LocatedSource {
  const { cwd = process.cwd(), competition = () => undefined } = options;
  const { label, path } = splitReference(reference, cwd);
  const absolute = resolve(cwd, path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new UserError("Run group or grading report not found", { file: path, expected: expectedPath });
  }
  const source = stats.isDirectory()
    ? readDirectory(absolute, competition)
    : basename(absolute) === "metadata.json"
      ? readGroupRuns(dirname(absolute), competition)
      : readReport(absolute, competition);
  if (source.runs.length === 0) {
    throw new UserError("No run found to report", {
      file: path,
      expected: "a run that has ended",
      ...(source.warnings.length > 0 && { hint: source.warnings.join(" ") }),
    });
  }
  // Not the real path: a pipe has none.
  const { dev, ino } = statSync(source.path);
  return { ...source, path, file: `${dev}:${ino}`, label: label ?? source.label, isLabeled: label !== null };
}

const expectedPath = "a run group's directory, or a grading report, as PATH or LABEL=PATH";

/** A run group, or a directory with nothing but its grading report, as the Python reference publishes them. */
function readDirectory(directory: string, competition: CompetitionLookup): ReadSource {
  if (existsSync(join(directory, "metadata.json"))) return readGroupRuns(directory, competition);
  const names = readdirSync(directory);
  const reports = names.filter((name) => /grading_report.*\.json$/s.test(name));
  const hasRuns = names.some((name) => /_[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name));
  if (hasRuns) return readGroupRuns(directory, competition);
  const latest = readGradingReports(directory).at(-1)?.file ?? reports.sort(compareCodePoints).at(-1);
  if (latest === undefined) {
    throw new UserError("Neither a run group nor a grading report", {
      file: directory,
      expected: expectedPath,
    });
  }
  const source = readReport(resolve(directory, latest), competition);
  const older = reports.length - 1;
  if (older === 0) return source;
  const note = `${basename(directory)} has ${reports.length} grading reports. Only the latest counts: ${basename(latest)}.`;
  return { ...source, warnings: [...source.warnings, note] };
}

/** What is known of a competition. */
export type CompetitionLookup = (id: string) => CompetitionContext | undefined;

function readReport(file: string, competition: CompetitionLookup): ReadSource {
  const lines = gradedLines(readJson(file, "grading report"), file);
  const contexts = new Map<string, CompetitionContext>();
  const runs = lines.map(({ run, line }: { run: GradedRun; line: Readonly<Record<string, unknown>> }) => {
    const id = run.competitionId;
    const context = competition(id) ?? contexts.get(id) ?? contextFromReport(id, line);
    contexts.set(id, context);
    return makeRun({ competitionId: id, source: basename(file), context, graded: { run, line } });
  });
  const directory = basename(dirname(file));
  const agent = /run-group_(.+)$/.exec(directory)?.[1];
  return {
    label: agent ?? basename(file).replace(/(_grading_report)?\.json$/, ""),
    isLabeled: false,
    path: file,
    runs,
    setup: null,
    contexts: [...contexts.values()],
    warnings: [],
  };
}
