import { formatBytes } from "@mlebench/disk";
import { preparedText } from "../data-state.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import { connect } from "../kaggle.js";
import { type DataOptions, dataDirectory, type JsonOption } from "../options.js";
import { type Preflight, type PreflightReport, preflight } from "../preflight.js";
import { createProgress } from "../progress.js";
import { formatFailures } from "../reasons.js";
import { type SelectionOptions, selectedCompetitions } from "../selection.js";
import { formatHeadedTable } from "../table.js";
import { note, print, style, warn } from "../terminal.js";

export interface KaggleCheckOptions extends SelectionOptions, Omit<DataOptions, "mini">, JsonOption {
  from?: string;
}

/** Checks for each competition access to its data and disk space, without downloading anything. */
export async function kaggleCheck(options: KaggleCheckOptions): Promise<number> {
  const competitions = await selectedCompetitions(options);
  const progress = createProgress();
  const report = await preflight(competitions, {
    dataDirectory: dataDirectory(options),
    from: options.from,
    isAboutKaggle: true,
    connect: () => connect(note, warn),
    onDone: (done, total) => progress.report({ step: "check", done, total, unit: "competitions" }),
  });
  progress.stop();
  for (const one of report.competitions) {
    if (one.verification !== "differs") continue;
    one.problem = `Prepared data failed verification. Start over with \`mlebench prepare -c ${one.id} --fresh\``;
  }
  if (options.json) printJson(report);
  else print(checkText(report));
  return report.competitions.some(({ problem }) => problem !== undefined)
    ? exitCodes.userError
    : exitCodes.ok;
}

function checkText({ competitions, free, least, most }: PreflightReport): string {
  const rows = competitions.map((one) => [
    one.id,
    stateText(one),
    one.start === "download" ? bytesOr(one.need.archive) : "–",
    bytesOr(one.need.archive + one.need.raw),
    bytesOr(one.need.prepared),
  ]);
  const table = formatHeadedTable(
    ["competition", "state", "download", "raw size", "prepared size (max)"],
    rows,
    [2, 3, 4],
  );
  const problems = competitions.flatMap(({ id, problem }) =>
    problem === undefined ? [] : [{ id, reason: problem }],
  );
  const available = Number.isFinite(free) ? `${formatBytes(free)} available` : "available space unknown";
  const disk = `Disk: ${formatBytes(least)} to ${formatBytes(most)} required, ${available}`;
  const verdict =
    problems.length === 0
      ? style("green", `${counted(competitions.length)} ready.`)
      : `${competitions.length - problems.length} of ${counted(competitions.length)} ready. Action required:\n${formatFailures(problems)}`;
  return `${table}\n\n${disk}\n${verdict}`;
}

const counted = (count: number): string => `${count} ${count === 1 ? "competition" : "competitions"}`;
const bytesOr = (bytes: number): string => (bytes === 0 ? "–" : formatBytes(bytes));

function stateText({ start, access, problem, verification }: Preflight): string {
  if (start === "prepared") return preparedText(verification);
  if (start !== "download") return `${start} found`;
  return access?.status ?? (problem === undefined ? "unknown" : "not checked");
}
