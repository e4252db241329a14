import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readGradingReports, reportsByRun } from "@mlebench/reports";
import { type GroupState, isActive, isFinal, readRunGroup } from "@mlebench/runner";
import type { InspectSample } from "./format.js";
import { inspectHeader, sampleContext } from "./header.js";
import { modelOf } from "./inspect-log.js";
import { logJson } from "./log-json.js";
import { begunRecords, begunRuns, type LoggedRun } from "./logged-run.js";
import { readRun } from "./read-runs.js";
import { reduceScores } from "./results.js";
import { inspectSample, inspectSummary, type SampleContext } from "./sample.js";
import { type LogFormat, type WrittenSample, writeLog } from "./write-log.js";

export interface WriteGroupLogOptions {
  /** Where the log is written. */
  directory: string;
  /** @default "eval" */
  format?: LogFormat;
  /** The runs are being worked on. @default false */
  isRunning?: boolean;
}

/** Writes the log of a run group as often as wanted: runs that have ended are read and converted once. */
export interface GroupLogWriter {
  /**
   * @returns the path of the log
   * @throws UserError if the group cannot be read or the log cannot be written
   */
  readonly write: (options: WriteGroupLogOptions) => Promise<string>;
  /** Removes the temporary files. */
  readonly close: () => void;
}

interface KeptSample extends WrittenSample {
  /** What the sample was made of; undefined if it may change. */
  readonly made: string | undefined;
  readonly model: string | null;
}

/** @param runGroup directory of the run group */
export function createGroupLogWriter(runGroup: string): GroupLogWriter {
  const directory = resolve(runGroup);
  const temporary = mkdtempSync(join(tmpdir(), "mlebench-logs-"));
  const remove = (): void => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", remove);
  const kept = new Map<string, KeptSample>();

  /** One sample at a time is in memory. */
  const samplesOf = (state: GroupState): KeptSample[] => {
    const context = sampleContext(state);
    const reports = reportsByRun(begunRecords(state), readGradingReports(directory));
    return begunRuns(state).map(([runId, record], index) => {
      const report = reports.get(runId) ?? null;
      const made = isFinal(record.status) ? JSON.stringify([record, report]) : undefined;
      const known = kept.get(runId);
      if (known !== undefined && made !== undefined && known.made === made) return known;
      const run = readRun(directory, runId, record, report);
      const { sample, json } = convert(run, context);
      const file = join(temporary, `${index}.json`);
      writeFileSync(file, json);
      const summary = inspectSummary(sample, !isActive(record.status));
      const one = { summary, file, made, model: modelOf([run]) };
      kept.set(runId, one);
      return one;
    });
  };

  return {
    async write({ directory: target, format = "eval", isRunning = false }) {
      const state = readRunGroup(directory);
      const samples = samplesOf(state);
      const summaries = samples.map(({ summary }) => summary);
      const model = samples.find((sample) => sample.model !== null)?.model ?? null;
      const header = inspectHeader(state, summaries, { isRunning, model });
      return writeLog({ header, samples, reductions: reduceScores(summaries) }, target, format);
    },
    close() {
      process.off("exit", remove);
      remove();
    },
  };
}

/** A run as a sample; without its transcript if that is more than fits into a text. */
function convert(run: LoggedRun, context: SampleContext): { sample: InspectSample; json: string } {
  try {
    const sample = inspectSample(run, context);
    return { sample, json: logJson(sample) };
  } catch (error) {
    if (!(error instanceof RangeError) || run.transcript === null) throw error;
    const problem = `The transcript is not in this log: ${error.message}`;
    return convert({ ...run, transcript: null, problems: [...run.problems, problem] }, context);
  }
}

/**
 * Writes the log of a run group of any age.
 * @param runGroup directory of the run group
 * @returns the path of the log
 * @throws UserError if the group cannot be read or the log cannot be written
 */
export async function writeGroupLog(runGroup: string, options: WriteGroupLogOptions): Promise<string> {
  const writer = createGroupLogWriter(runGroup);
  try {
    return await writer.write(options);
  } finally {
    writer.close();
  }
}
