import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { printableLine, UsageError } from "@mlebench/core";
import { cannotRead, requireWritableDirectory } from "@mlebench/disk";
import type { Analysis, JudgeOptions } from "@mlebench/rule-violations";
import { flagName } from "@mlebench/runner/settings";
import { exitCodes } from "../exit-codes.js";
import { interruptible } from "../interruptible.js";
import { printJson, printResult } from "../json.js";
import { optionalPackage } from "../optional-package.js";
import type { JsonOption } from "../options.js";
import { createProgress } from "../progress.js";
import { submissionList } from "../submission-list.js";
import { formatHeadedTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface RuleViolationsOptions extends JsonOption {
  /** JSONL file that lists submissions with their logs and code. */
  submission: string;
  outputDir: string;
  model?: string;
  baseUrl?: string;
  questions?: string[];
  extraPrompt?: string;
  staticOnly?: boolean;
  dryRun?: boolean;
  chunkTokens?: number;
  maxConnections?: number;
  cache?: boolean;
  /** Whether the list was made of a run group, so that there is nothing to pass to `make-submission`. */
  isRunGroup?: boolean;
}

/** Analyzes the logs and code of runs for rule violations, and saves reports. */
export async function ruleViolations(options: RuleViolationsOptions): Promise<number> {
  const lines = submissionList(options.submission, { requireSubmission: false });
  requireWritableDirectory(
    options.outputDir,
    "The output directory",
    "Choose another one with `--output-dir`.",
  );
  const audit = await optionalPackage("@mlebench/rule-violations", () => import("@mlebench/rule-violations"));
  const judge = await openJudge(options, audit.selectQuestions);
  if (options.dryRun && judge !== undefined) {
    const estimate = await audit.estimateJudge(lines, judge);
    if (options.json) printJson(estimate);
    else print(estimateText(estimate, options.model ?? ""));
    return exitCodes.ok;
  }
  if (judge === undefined && !options.staticOnly)
    note("No judge: only the static analysis runs. To add one, pass `--model`.");
  else judge?.model.requireKey();
  const progress = createProgress();
  const analysis = await interruptible("saving reports on what is done", (signal) =>
    audit.analyzeSubmissions(lines, { judge, onProgress: progress.report, signal }).finally(progress.stop),
  );
  const paths = audit.writeReports(analysis, options.outputDir);
  noteProblems(analysis, options.isRunGroup ?? false);
  const { runs, usage, cost, stopped = null } = analysis;
  printResult(options, {
    value: () => ({
      paths,
      verdicts: audit.countVerdicts(analysis),
      summary: audit.summaryOf(analysis),
      runs,
      usage,
      cost,
      stopped,
    }),
    text: () => tableText(audit.analysisTable(analysis)),
  });
  if (judge !== undefined) note(costText(analysis));
  note(`Saved the reports to ${resolve(options.outputDir)}`);
  if (analysis.isInterrupted) return exitCodes.interrupted;
  return isComplete(analysis) ? exitCodes.ok : exitCodes.userError;
}

type OpenedJudge = JudgeOptions & { model: { requireKey: () => void } };

async function openJudge(
  options: RuleViolationsOptions,
  selectQuestions: (ids: readonly string[] | undefined) => JudgeOptions["questions"],
): Promise<OpenedJudge | undefined> {
  const questions = selectQuestions(options.questions);
  if (options.model === undefined) {
    const needy = (["questions", "extraPrompt", "baseUrl", "dryRun"] as const).find(
      (name) => options[name] !== undefined,
    );
    if (needy === undefined || options.staticOnly) return undefined;
    throw new UsageError(`\`${flagName(needy)}\` needs a judge`, {
      hint: "Pass `--model`, such as `--model openai/gpt-4o-mini`.",
    });
  }
  const { openModel } = await optionalPackage("@mlebench/models", () => import("@mlebench/models"));
  const model = openModel(options.model, {
    baseUrl: options.baseUrl,
    maxConnections: options.maxConnections,
    cacheDirectory: options.cache === false ? undefined : join(options.outputDir, "replies"),
    onMessage: note,
  });
  for (const text of model.warnings) warn(text);
  return {
    model,
    questions,
    extraPrompt: options.extraPrompt === undefined ? undefined : readText(options.extraPrompt),
    chunkTokens: options.chunkTokens,
    concurrency: options.maxConnections,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw cannotRead("extra prompt", cause, path);
  }
}

interface Estimate {
  calls: number;
  cached: number;
  inputTokens: number;
  outputTokens: number;
  cost: number | null;
}

function estimateText({ calls, cached, inputTokens, outputTokens, cost }: Estimate, model: string): string {
  const known = cached === 0 ? "" : `, ${cached} answered before`;
  return [
    `${calls} calls of ${model}${known}, and one more for each yes`,
    `about ${inputTokens} input tokens, at most ${outputTokens} output tokens`,
    cost === null ? "cost unknown: no price for this model" : `at most $${cost.toFixed(2)}`,
  ].join("\n");
}

function costText({ usage, cost }: Analysis): string {
  const price = cost === null ? "cost unknown" : `$${cost.toFixed(4)}`;
  return `Judge: ${usage.inputTokens} input and ${usage.outputTokens} output tokens, ${price}`;
}

/** More notes are only in `verdicts.json`. */
const maxNotes = 8;

function noteProblems(analysis: Analysis, isRunGroup: boolean): void {
  const { runs } = analysis;
  const without = (pattern: RegExp): number =>
    runs.filter(({ hasSources, notes: own }) => hasSources && own.some((text) => pattern.test(text))).length;
  const hint = isRunGroup
    ? ""
    : " Pass directories to `make-submission`: `--rel-log-path logs --rel-code-path code`.";
  for (const [count, what] of [
    [runs.filter(({ hasSources }) => !hasSources).length, "neither logs nor code to read"],
    [without(/^No logs listed$/), "no logs: only the code was read"],
    [without(/^No code listed$/), "no code: only the logs were read"],
  ] as const)
    if (count > 0) warn(`${count} ${count === 1 ? "run has" : "runs have"} ${what}.${hint}`);
  const notes = runs.flatMap(({ competitionId, line, notes: own }) =>
    own
      .filter((text) => !/^No (logs|code) listed$|^Read as /.test(text))
      .map((text) => printableLine(`${line === null ? "" : `line ${line}: `}${competitionId}: ${text}`)),
  );
  for (const text of notes.slice(0, maxNotes)) note(text);
  if (notes.length > maxNotes) note(`and ${notes.length - maxNotes} more notes in \`verdicts.json\``);
  noteEnd(analysis);
}

/** Why the reports do not hold everything, if something ended the analysis or the judge failed. */
function noteEnd({ runs, stopped, isInterrupted, total }: Analysis): void {
  const judgments = runs.flatMap((run) => Object.values(run.judgments));
  const failures = judgments.filter(({ verdict }) => verdict === "failed");
  const share = `${failures.length} of ${judgments.length} questions`;
  if (isInterrupted) {
    const unanswered = failures.length === 0 ? "" : `, and ${share} have no answer`;
    warn(`Interrupted: ${runs.length} of ${total} runs are in the reports${unanswered}`);
  } else if (stopped !== undefined) warn(`The judge stopped: ${stopped}`);
  else if (failures.length > 0)
    warn(`The judge failed on ${share}. The first time: ${failures[0].reasoning.split("\n")[0]}`);
}

function tableText({ header, rows }: { header: string[]; rows: string[][] }): string {
  const details = "Details: `findings.jsonl`. `low` is context and flags no run.";
  return `${formatHeadedTable(header, rows)}\n\n${details}`;
}

/** Whether every run was read and every question has an answer of the judge. */
const isComplete = ({ runs }: Analysis): boolean =>
  runs.every(
    ({ isComplete: wasRead, judgments }) =>
      wasRead && Object.values(judgments).every(({ verdict }) => verdict !== "failed"),
  );
