import { basename, join } from "node:path";
import { lastLogLines } from "@mlebench/runner";
import { gradedRun } from "../graded-runs.js";
import { asRecord } from "../read-json.js";
import { readRunGroup } from "../run-group.js";
import { type ReportedRun, readGradingReports, reportsByRun } from "../run-reports.js";
import { bestValidation } from "./best-validation.js";
import { type CompetitionContext, contextFromReport } from "./competition-context.js";
import { machineText, runHardware } from "./hardware.js";
import { makeRun, type RecordedPart } from "./make-run.js";
import type { CompetitionLookup, ReadSource } from "./read-experiments.js";
import { readSnapshots } from "./read-snapshots.js";
import type { RunGroupSetup, RunTokens } from "./report-run.js";

type Json = Readonly<Record<string, unknown>>;

/** How many lines of the end of a failed run's log are kept. */
const logLines = 5;

/** States of runs that an agent still works on, or that are waiting. */
const unfinished = new Set(["pending", "starting", "running", "collecting"]);

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const record = (value: unknown): Json => asRecord(value) ?? {};

/**
 * The runs of a run group that have ended, with what its grading reports say of them.
 * @throws UserError when its metadata or reports cannot be read
 */
export function readGroupRuns(directory: string, competition: CompetitionLookup): ReadSource {
  const group = readRunGroup(directory, "/");
  const metadata = group.metadata ?? {};
  const config = record(metadata.config);
  const settings = record(config.settings);
  const machine = record(metadata.hardware);
  const records = Object.fromEntries(
    group.runs.map(({ id, competitionId }) => [
      id,
      { ...record(record(metadata.runs)[id]), competition_id: competitionId },
    ]),
  );
  const ended = group.runs.filter(({ id }) => !unfinished.has(String((records[id] as Json).status)));
  const reports = readGradingReports(directory);
  const lines = reportsByRun(records as Record<string, ReportedRun>, reports);
  const snapshots = readSnapshots(directory);
  const contexts = new Map<string, CompetitionContext>();

  const runs = bySeed(ended, records).map(({ id, competitionId }) => {
    const line = lines.get(id);
    const context =
      competition(competitionId) ??
      contexts.get(competitionId) ??
      contextFromReport(competitionId, record(line));
    contexts.set(competitionId, context);
    const own: Json = records[id];
    const graded =
      line === undefined ? null : { run: gradedRun(line, directory, 1), line: line as unknown as Json };
    const recorded = recordedPart(directory, id, own, graded?.run.score ?? null);
    return makeRun({
      competitionId,
      source: basename(directory),
      context,
      graded,
      submitted: record(own.submission).kind === "file",
      recorded: {
        ...recorded,
        hardware: metadata.hardware === undefined ? null : runHardware(own, settings, machine),
        validationScore: bestValidation(join(directory, id), context.lowerIsBetter),
        snapshots: snapshots?.get(id) ?? (snapshots === null ? null : []),
      },
    });
  });
  const agent = record(metadata.agent);
  const model = textOf(settings.model);
  const agentId = textOf(agent.id) ?? /run-group_(.+)$/.exec(basename(directory))?.[1] ?? null;
  const setup: RunGroupSetup = {
    runGroup: textOf(metadata.run_group) ?? basename(directory),
    createdAt: textOf(metadata.created_at),
    agentId,
    model,
    backend: textOf(config.backend),
    image: textOf(config.image),
    workers: numberOf(settings.n_workers),
    limitHours: hours(settings.timeout),
    obfuscated: typeof settings.obfuscated === "boolean" ? settings.obfuscated : null,
    versions: record(metadata.versions),
    machine: machineText(machine),
  };
  const name = agentId ?? basename(directory);
  return {
    label: model === null ? name : `${name} (${model})`,
    isLabeled: false,
    path: directory,
    runs,
    setup,
    contexts: [...contexts.values()],
    warnings: warningsOf(setup.runGroup, {
      unfinished: group.runs.length - ended.length + Math.max(0, group.planned - group.runs.length),
      ungraded: ended.filter(({ id }) => !lines.has(id)).length,
    }),
  };
}

const hours = (seconds: unknown): number | null => (typeof seconds === "number" ? seconds / 3600 : null);

type GroupRuns = readonly { id: string; competitionId: string }[];

/** In the order of seeds, where they are recorded: runs are begun in any order. */
function bySeed(runs: GroupRuns, records: Readonly<Record<string, Json>>): GroupRuns {
  const seedOf = (id: string): number => numberOf(records[id].seed) ?? 0;
  return [...runs].sort((a, b) => seedOf(a.id) - seedOf(b.id));
}

function recordedPart(directory: string, id: string, own: Json, score: number | null): RecordedPart {
  const limit = textOf(record(own.limit).type);
  const status = textOf(own.status);
  return {
    runId: id,
    status,
    reason: textOf(own.reason),
    limit: limit ?? (status === "timed out" ? "time" : null),
    exitCode: numberOf(own.exit_code),
    hours: hours(own.seconds),
    limitHours: hours(own.timeout_seconds),
    cost: numberOf(own.cost),
    tokens: tokensOf(own.usage),
    turns: numberOf(own.turns),
    validations: numberOf(record(own.validations).total),
    hardware: null,
    validationScore: null,
    snapshots: null,
    logEnd: score === null ? lastLogLines(join(directory, id, "run.log"), logLines) : [],
  };
}

function tokensOf(usage: unknown): RunTokens | null {
  const models = Object.values(asRecord(usage) ?? {}).map(record);
  if (models.length === 0) return null;
  const sum = (key: string): number =>
    models.reduce((total, model) => total + (numberOf(model[key]) ?? 0), 0);
  return { input: sum("inputTokens"), output: sum("outputTokens") };
}

function warningsOf(group: string, counts: { unfinished: number; ungraded: number }): string[] {
  const runs = (count: number): string => (count === 1 ? "1 run" : `${count} runs`);
  return [
    ...(counts.unfinished > 0 ? [`${group}: ${runs(counts.unfinished)} not finished and left out.`] : []),
    ...(counts.ungraded > 0
      ? [
          `${group}: ${runs(counts.ungraded)} not graded, counted as failed. Grade with \`mlebench make-submission\` and \`mlebench grade\`.`,
        ]
      : []),
  ];
}
