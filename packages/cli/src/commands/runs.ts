import { UserError } from "@mlebench/core";
import { isActive, type RunStatus } from "@mlebench/runner";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { defaultRunsDirectory } from "../run/run-setup.js";
import { formatHeadedTable, formatTable } from "../table.js";
import { note, print, printRaw } from "../terminal.js";
import { viewerPackage } from "./view.js";

export interface RunsListOptions extends JsonOption {
  directory?: string;
  state?: string;
}

/** Lists the runs of run groups. */
export async function runsList(options: RunsListOptions): Promise<number> {
  const { openGroups, runDirectory, describeRun, timeText, validationText, submissionText } =
    await viewerPackage();
  const groups = openGroups(options.directory ?? defaultRunsDirectory);
  const now = Date.now();
  const shown = groups.names().flatMap((name) => {
    const group = groups.group(name);
    if (group === undefined) return [];
    const rows = group.runs.filter(({ status }) => options.state === undefined || status === options.state);
    const runs = rows.map((row) => describeRun({ group, row, directory: runDirectory(group, row.id) }));
    return [{ group, runs }];
  });
  if (options.json) {
    printJson(
      shown.map(({ group, runs }) => ({
        runGroup: group.name,
        directory: group.directory,
        agent: group.agent,
        problem: group.problem,
        runs: runs.map(forPrograms),
      })),
    );
    return exitCodes.ok;
  }
  for (const [i, { group, runs }] of shown.entries()) {
    if (i > 0) print("");
    print(group.name);
    if (group.problem !== null) print(group.problem);
    if (runs.length === 0) continue;
    const rows = runs.map((run) => [
      run.name,
      run.seed === null ? "" : String(run.seed),
      run.status,
      timeText(run, now),
      validationText(run, now),
      submissionText(run, now),
      run.reason ?? "",
    ]);
    print(
      formatHeadedTable(
        ["run", "seed", "state", "time", "last validation", "submission", "reason"],
        rows,
        [1],
      ),
    );
  }
  if (shown.length === 0) note(`No run groups in ${groups.directory}.`);
  return exitCodes.ok;
}

export interface RunOptions extends JsonOption {
  run: string;
  runDir?: string;
}

/** Shows one run: what is known of it, and where its files are. */
export async function runsShow(options: RunOptions): Promise<number> {
  const { findRun, describeRun, timeText, validationText, submissionText } = await viewerPackage();
  const found = findRun(options.run, options.runDir ?? defaultRunsDirectory);
  const run = describeRun(found);
  if (options.json) {
    printJson({ ...forPrograms(run), runGroup: found.group.name, directory: found.directory ?? null });
    return exitCodes.ok;
  }
  const now = Date.now();
  const { usage } = run;
  const rows: [string, string | number | null | undefined][] = [
    ["run", run.name],
    ["run group", found.group.name],
    ["agent", found.group.agent],
    ["competition", run.competition],
    ["seed", run.seed],
    ["attempt", run.attempt],
    ["state", run.status],
    ["reason", run.reason],
    ["exit code", run.exitCode],
    ["time", timeText(run, now)],
    ["last validation", validationText(run, now)],
    ["invalid because", run.lastValidation?.reason],
    ["submission", submissionText(run, now)],
    ["CPU", usage?.cpuCores == null ? null : `${usage.cpuCores.toFixed(1)} cores`],
    ["memory", usage?.memoryBytes == null ? null : `${(usage.memoryBytes / 1e9).toFixed(1)} GB`],
    ["tokens", run.tokens],
    ["cost", run.cost === null ? null : `$${run.cost.toFixed(4)}`],
    ["directory", found.directory],
  ];
  print(
    formatTable(
      rows.flatMap(([name, value]) =>
        value === null || value === undefined || value === "" ? [] : [[name, String(value)]],
      ),
    ),
  );
  return exitCodes.ok;
}

export interface RunsLogsOptions extends RunOptions {
  follow?: boolean;
  lines: number;
}

/** Prints the end of a run's log, and with `--follow` what comes. */
export async function runsLogs(options: RunsLogsOptions): Promise<number> {
  const { findRun, followLog } = await viewerPackage();
  const runsDirectory = options.runDir ?? defaultRunsDirectory;
  const { directory, row } = findRun(options.run, runsDirectory);
  if (directory === undefined) {
    throw new UserError(`Run \`${row.id}\` has no log: it has not begun`, {
      hint: "Try again when it runs.",
    });
  }
  const isOver = (): boolean => !mayGrow(findRun(directory, runsDirectory).row.status);
  const log = followLog(directory, { lines: options.lines, ...(options.follow && { isOver }) });
  for await (const text of log) {
    // One JSON value per line, since the log may be followed for days.
    if (options.json) for (const line of text.split("\n")) printRaw(JSON.stringify({ line }));
    else printRaw(text);
  }
  return exitCodes.ok;
}

function mayGrow(status: RunStatus): boolean {
  return isActive(status) || status === "pending";
}

/** Times as ISO 8601 texts, as all other JSON has them. */
function forPrograms<
  Run extends { startedAt: number | null; endedAt: number | null; submittedAt?: number | null },
>(run: Run) {
  const text = (at: number | null | undefined): string | null =>
    at == null ? null : new Date(at).toISOString();
  return {
    ...run,
    startedAt: text(run.startedAt),
    endedAt: text(run.endedAt),
    submittedAt: text(run.submittedAt),
  };
}
