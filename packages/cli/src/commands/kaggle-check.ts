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

/** Tells for each competition whether its data can be had and whether they fit, before anything is downloaded. */
export async function kaggleCheck(options: KaggleCheckOptions): Promise<number> {
  const competitions = await selectedCompetitions(options, "check");
  const progress = createProgress();
  const report = await preflight(competitions, {
    dataDirectory: dataDirectory(options),
    from: options.from,
    connect: () => connect(note, warn),
    onDone: (done, total) => progress.report({ step: "check", done, total, unit: "competitions" }),
  });
  progress.stop();
  for (const one of report.competitions) {
    if (one.verification !== "differs") continue;
    one.problem = `its prepared data is not as published. Start over with \`mlebench prepare -c ${one.id} --fresh\``;
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
    ["competition", "state", "download", "archive and raw files", "prepared, at most"],
    rows,
    [2, 3, 4],
  );
  const problems = competitions.flatMap(({ id, problem }) =>
    problem === undefined ? [] : [{ id, reason: problem }],
  );
  const disk = `Disk: ${formatBytes(least)} at least and ${formatBytes(most)} at most to be written; ${
    Number.isFinite(free) ? `${formatBytes(free)} free` : "how much is free is not known"
  }.`;
  const verdict =
    problems.length === 0
      ? style("green", `All ${competitions.length} can be prepared.`)
      : `${competitions.length - problems.length} of ${competitions.length} can be prepared. To do:\n${formatFailures(problems)}`;
  return `${table}\n\n${disk}\n${verdict}`;
}

const bytesOr = (bytes: number): string => (bytes === 0 ? "–" : formatBytes(bytes));

function stateText({ start, access, problem, verification }: Preflight): string {
  if (start === "prepared") return preparedText(verification);
  if (start !== "download") return `${start} at hand`;
  return access?.status ?? (problem === undefined ? "unknown" : "not checked");
}
