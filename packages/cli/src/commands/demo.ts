import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchmarkIds, type CompetitionReport } from "@mlebench/core";
import { formatDuration } from "@mlebench/disk";
import { mapInThreads, threadShare } from "@mlebench/disk/worker-pool";
import { list } from "../competitions.js";
import type { DemoEntry, DemoResult, DemoSetup } from "../demo-competition.js";
import { demoThread } from "../demo-thread.js";
import { exitCodes } from "../exit-codes.js";
import { commandLine, quoted } from "../invocation.js";
import { printJson } from "../json.js";
import { type DataOptions, dataDirectory, type JsonOption, unaskedMiniatureDirectory } from "../options.js";
import { createProgress } from "../progress.js";
import { scoreText } from "../report-text.js";
import { formatHeadedTable } from "../table.js";
import { note, print } from "../terminal.js";

export interface DemoOptions extends Omit<DataOptions, "mini">, JsonOption {
  verbose?: boolean;
}

/** Grades submissions to a miniature of every competition, which later runs reuse, and prints one table of verdicts. */
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
    jobs: threadShare(),
    onEvent: options.verbose ? (details, id) => note(`${id}: ${details}`) : undefined,
    onDone: (done, total) => progress.report({ step: "demo", done, total, unit: "competitions" }),
    onWorkerCrash: (id, reason) => ({ id, error: `Worker crashed: ${reason}.` }),
  });
  progress.stop();
  remove();
  if (options.json) printJson(results.map(jsonResult));
  else print(demoText(results));
  const seconds = (performance.now() - began) / 1000;
  for (const line of summary(results, seconds, setup.dataDirectory)) note(line);
  return exitCodeOf(results);
}

/** What was done, how much of the benchmark is implemented, and which commands to try next. */
function summary(results: readonly DemoResult[], seconds: number, directory: string): string[] {
  const submissions = results.reduce(
    (sum, result) => sum + ("error" in result ? 0 : result.entries.length),
    0,
  );
  const benchmark = new Set(benchmarkIds());
  const implemented = results.filter(({ id }) => benchmark.has(id)).length;
  const others = results.length - implemented;
  // MLEBENCH_DATA_DIR holds for other commands, but not for data that nobody asked for.
  const usual = dataDirectory({ mini: true }) === directory;
  const data = usual ? "--mini" : `--mini --data-dir ${quoted(directory)}`;
  return [
    `Prepared synthetic data of ${results.length} competitions in ${directory} and graded ${submissions} submissions in ${formatDuration(seconds)}. Scores and medals are not comparable with real competitions.`,
    `${implemented} of the ${benchmark.size} competitions of MLE-bench are implemented${others > 0 ? `, and ${others} from other packages` : ""}.`,
    `Next: ${nextCommands(results, data)
      .map((words) => `\`${commandLine(words)}\``)
      .join(" or ")}`,
  ];
}

function nextCommands(results: readonly DemoResult[], data: string): string[] {
  const done = results.flatMap((result) => ("error" in result ? [] : [result]));
  const example = done.find(({ id }) => id === "spaceship-titanic") ?? done[0];
  const sample = example?.entries.find(({ submission }) => submission === "sample");
  if (example === undefined || sample === undefined) return ["list", "--help"];
  const submission = quoted(sample.report.submission_path);
  return [`grade-sample ${submission} ${example.id} ${data}`, `describe ${example.id}`, "list"];
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
  // The name of the temporary directory of the broken file is of no use to a reader.
  const plain = reason.replaceAll(/\S*mlebench-demo-\w+[\\/]/g, "");
  const shown = submission === "broken" && plain.length > maxReason ? `${plain.slice(0, maxReason)}…` : plain;
  return `${verdict}: ${shown}`;
}

function jsonResult(result: DemoResult): unknown {
  if ("error" in result) return result;
  const reports = result.entries.map(({ submission, report }) => ({ submission, ...report }));
  return { id: result.id, reports };
}

/** Broken submissions are expected to be invalid. Only a submission without a verdict is a failure. */
function exitCodeOf(results: readonly DemoResult[]): number {
  const verdicts = results.flatMap((result) =>
    "error" in result ? [] : result.entries.map(({ report }) => report.verdict),
  );
  if (verdicts.includes("grader-error")) return exitCodes.graderError;
  const failed = results.some((result) => "error" in result) || verdicts.includes("not-graded");
  return failed ? exitCodes.userError : exitCodes.ok;
}
