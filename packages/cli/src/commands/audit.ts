import { join, resolve } from "node:path";
import { describeError, isMlebenchError, UserError } from "@mlebench/core";
import { makeDirectory, requireWritableDirectory } from "@mlebench/disk";
import { makeSubmission } from "@mlebench/reports";
import { type AuditName, auditText, type Outcome } from "../audit-text.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { note, print, warn } from "../terminal.js";

export interface AuditOptions extends JsonOption {
  /** A run group's directory, or its `metadata.json`. */
  runGroup: string;
  outputDir: string;
  dataDir?: string;
  model?: string;
  baseUrl?: string;
  kernels?: string;
  familiarityModel?: string;
  familiarityBaseUrl?: string;
  documents?: string;
  gradingReports?: string[];
}

/** Runs every audit on a run group; one that fails stops no other. */
export async function audit(options: AuditOptions): Promise<number> {
  const { outputDir } = options;
  requireWritableDirectory(outputDir, "The output directory", "Choose another one with `--output-dir`.");
  makeDirectory(outputDir);
  const submission = join(outputDir, "submission.jsonl");
  const list = makeSubmission({
    metadataPath: options.runGroup,
    output: submission,
    relativeLogPath: "logs",
    relativeCodePath: "code",
  });
  for (const { runId, notes } of list.runs) for (const text of notes) warn(`${runId}: ${text}`);
  if (list.runs.length === 0)
    throw new UserError("The run group has no runs", {
      file: options.runGroup,
      expected: "a directory that `mlebench run` has written",
    });
  const outcomes: Outcome[] = [];
  for (const [name, start] of Object.entries(audits(options, submission)) as [AuditName, Start | null][])
    outcomes.push(await runAudit(name, outcomes.some(isInterrupted) ? interrupted : start));
  if (options.json)
    printJson({ submission, runs: list.runs.length, outputDirectory: resolve(outputDir), audits: outcomes });
  else
    print(
      auditText(
        outcomes,
        list.runs.map(({ runId }) => runId),
      ),
    );
  note(`Saved the reports to ${resolve(outputDir)}`);
  return Math.max(...outcomes.map(({ exitCode }) => exitCode));
}

type Start = (onResult: (value: unknown) => void) => Promise<number>;

/** In place of an audit that follows an interrupted one. */
const interrupted: Start = async () => exitCodes.interrupted;

const isInterrupted = ({ exitCode }: Outcome): boolean => exitCode === exitCodes.interrupted;

/** The audits in their order; null for one that was not requested. */
function audits(options: AuditOptions, submission: string): Record<AuditName, Start | null> {
  const { outputDir, dataDir, model, baseUrl, kernels } = options;
  const folder = (name: AuditName): string => join(outputDir, name);
  return {
    "rule-violations": async (onResult) => {
      const { ruleViolations } = await import("./rule-violations.js");
      const staticOnly = model === undefined;
      return ruleViolations({
        submission,
        outputDir: folder("rule-violations"),
        model,
        baseUrl,
        staticOnly,
        isRunGroup: true,
        onResult,
      });
    },
    plagiarism: async (onResult) => {
      const { plagiarism } = await import("./plagiarism.js");
      return plagiarism({ submission, outputDir: folder("plagiarism"), dataDir, kernels, onResult });
    },
    familiarity:
      options.familiarityModel === undefined ? null : familiarityStart(options, folder("familiarity")),
  };
}

function familiarityStart(options: AuditOptions, directory: string): Start {
  const {
    dataDir,
    documents,
    gradingReports,
    familiarityModel: model,
    familiarityBaseUrl: baseUrl,
  } = options;
  return async (onResult) => {
    const { familiarity } = await import("./familiarity.js");
    makeDirectory(directory);
    return familiarity({
      model,
      baseUrl,
      dataDir,
      documents,
      gradingReports,
      outputCacheFile: join(directory, "familiarity_and_dates.json"),
      outputPlotFile: join(directory, "familiarity_results.svg"),
      cache: true,
      onResult,
    });
  };
}

async function runAudit(audit: AuditName, start: Start | null): Promise<Outcome> {
  if (start === null)
    return { audit, result: null, exitCode: exitCodes.ok, problem: "skipped: pass `--familiarity-model`" };
  let result: unknown = null;
  try {
    const exitCode = await start((value) => {
      result = value;
    });
    return { audit, result, exitCode, problem: result === null ? "interrupted" : null };
  } catch (error) {
    if (!isMlebenchError(error)) throw error;
    return { audit, result, exitCode: exitCodes.userError, problem: `failed: ${describeError(error)}` };
  }
}
