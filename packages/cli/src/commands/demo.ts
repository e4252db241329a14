import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { CompetitionReport } from "@mlebench/core";
import { mapInThreads } from "@mlebench/grading/threads";
import { list } from "../competitions.js";
import { demoThread } from "../demo-thread.js";
import type { DemoEntry, DemoResult, DemoSetup } from "../demonstrate.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { type DataOptions, type JsonOption, unaskedMiniatureDirectory } from "../options.js";
import { createProgress, formatDuration } from "../progress.js";
import { scoreText } from "../report-text.js";
import { formatHeadedTable } from "../table.js";
import { note, print } from "../terminal.js";

export interface DemoOptions extends Omit<DataOptions, "mini">, JsonOption {
  verbose?: boolean;
}

/** Demonstrates every competition on made-up data, which later runs reuse, and prints one table of verdicts. */
export async function demo(options: DemoOptions): Promise<number> {
  const began = performance.now();
  const temporary = mkdtempSync(join(tmpdir(), "mlebench-demo-"));
  const remove = (): void => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", remove);
  const setup: DemoSetup = { dataDirectory: unaskedMiniatureDirectory(options), temporary };
  const progress = createProgress();
  const ids = list().map(({ id }) => id);
  const results = await mapInThreads<string, DemoResult>(ids, {
    worker: demoThread(),
    setup,
    jobs: availableParallelism(),
    onRemark: options.verbose ? (details, id) => note(`${id}: ${details}`) : undefined,
    onDone: (done, total) => progress.report({ step: "demo", done, total, unit: "competitions" }),
    onBreakdown: (id, reason) => ({ id, error: `It broke down: ${reason}.` }),
  });
  progress.stop();
  remove();
  if (options.json) printJson(results.map(jsonResult));
  else print(demoText(results));
  const seconds = (performance.now() - began) / 1000;
  note(`${results.length} competitions in ${formatDuration(seconds)}; data in ${setup.dataDirectory}.`);
  note("The data are made up: scores and medals say nothing about the real competitions.");
  return exitCodeOf(results);
}

function demoText(results: readonly DemoResult[]): string {
  const rows = results.flatMap((result) => {
    if ("error" in result) return [[result.id, "", "", "", "", "", `failed: ${result.error}`]];
    return result.entries.map(({ submission, report }, i) => [
      ...(i === 0
        ? [result.id, report.metric ?? "", report.is_lower_better ? "lower" : "higher"]
        : ["", "", ""]),
      submission,
      scoreText(report),
      report.medal ?? "–",
      verdictText(submission, report),
    ]);
  });
  const header = ["competition", "metric", "better", "submission", "score", "medal", "verdict"];
  return formatHeadedTable(header, rows, [4]);
}

const maxReason = 70;

function verdictText(submission: DemoEntry["submission"], report: CompetitionReport): string {
  const { verdict, submission_error: reason } = report;
  if (reason === null) return verdict;
  // The broken file lies in a temporary directory whose name tells a reader nothing.
  const plain = reason.replaceAll(/\S*mlebench-demo-\w+[\\/]/g, "");
  const shown = submission === "broken" && plain.length > maxReason ? `${plain.slice(0, maxReason)}…` : plain;
  return `${verdict}: ${shown}`;
}

function jsonResult(result: DemoResult): unknown {
  if ("error" in result) return result;
  const reports = result.entries.map(({ submission, report }) => ({ submission, ...report }));
  return { id: result.id, reports };
}

/** Broken submissions are expected to be invalid; anything else than a verdict is a failure. */
function exitCodeOf(results: readonly DemoResult[]): number {
  const verdicts = results.flatMap((result) =>
    "error" in result ? [] : result.entries.map(({ report }) => report.verdict),
  );
  if (verdicts.includes("grader-error")) return exitCodes.graderError;
  const failed = results.some((result) => "error" in result) || verdicts.includes("not-graded");
  return failed ? exitCodes.userError : exitCodes.ok;
}
