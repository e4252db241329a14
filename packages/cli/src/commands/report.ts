import { writeFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { quoteNames, stringifyReport, UsageError, UserError } from "@mlebench/core";
import {
  cannotWrite,
  makeDirectory,
  replaceFile,
  requireWritableDirectory,
  requireWritableFile,
} from "@mlebench/disk";
import type { ReportFile } from "@mlebench/report-pages";
import type { Experiment, ReportData } from "@mlebench/reports";
import { buildReport } from "@mlebench/reports/experiments";
import { exitCodes } from "../exit-codes.js";
import { loadExperiments } from "../experiments.js";
import { printJson, snakeKeys } from "../json.js";
import { optionalPackage } from "../optional-package.js";
import type { JsonOption } from "../options.js";
import { print, warn } from "../terminal.js";

export const reportFormats = ["html", "md", "csv", "svg", "json"] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportOptions extends JsonOption {
  /** Run groups or grading reports, as PATH or LABEL=PATH. */
  experiments: readonly string[];
  gradingReports?: readonly string[];
  /** Labels of two agents. */
  compare?: readonly string[];
  audits?: readonly string[];
  title?: string;
  padMissing?: boolean;
  format?: ReportFormat;
  output?: string;
  runDir?: string;
}

/** Writes a report of experiments: a page, a text, tables, plots, or the data. */
export async function report(options: ReportOptions): Promise<number> {
  const references = [...options.experiments, ...(options.gradingReports ?? [])];
  if (references.length === 0)
    throw new UsageError("Nothing to report", { expected: "run groups or `--grading-reports`" });
  const format = options.format ?? formatOf(options.output);
  const output = options.output ?? defaultOutputs[format];
  const isDirectory = format === "csv" || format === "svg";
  const hint = "Choose another one with `--output`.";
  if (output !== undefined && isDirectory) requireWritableDirectory(output, "The output directory", hint);
  else if (output !== undefined) requireWritableFile(output, "The output file", hint);
  const pages = await optionalPackage("@mlebench/report-pages", () => import("@mlebench/report-pages"));
  const experiments = await loadExperiments(references, { runDir: options.runDir });
  const data = reportData(experiments, options);
  switch (format) {
    case "html":
      return write(output ?? "", [{ name: "", text: pages.reportPage(data) }], options);
    case "csv":
      return write(output ?? "", pages.csvFiles(data), options);
    case "svg":
      return write(output ?? "", pages.svgFiles(data), options);
    case "md":
      if (output !== undefined)
        return write(output, [{ name: "", text: pages.reportMarkdown(data) }], options);
      if (options.json) printJson({ format, text: pages.reportMarkdown(data) });
      else print(pages.reportMarkdown(data).trimEnd());
      return exitCodes.ok;
    case "json":
      if (output !== undefined)
        return write(output, [{ name: "", text: `${stringifyReport(snakeKeys(data))}\n` }], options);
      printJson(data);
      return exitCodes.ok;
  }
}

/** Text goes to standard output unless `--output` names a file. */
const defaultOutputs: Readonly<Record<ReportFormat, string | undefined>> = {
  html: "report.html",
  csv: "report",
  svg: "report",
  md: undefined,
  json: undefined,
};

/** The format that a filename asks for. */
function formatOf(output: string | undefined): ReportFormat {
  if (output === undefined) return "html";
  const ending = extname(output).slice(1).toLowerCase();
  const format = ending === "htm" ? "html" : reportFormats.find((name) => name === ending);
  // Several CSV or SVG files do not fit into one.
  if (format !== undefined && format !== "csv" && format !== "svg") return format;
  throw new UsageError(`Unclear format of \`${output}\``, {
    expected: "a filename that ends in .html, .md, or .json, or `--format`",
    hint: "`--format csv` and `--format svg` write several files to a directory.",
  });
}

function reportData(experiments: readonly Experiment[], options: ReportOptions): ReportData {
  const { title, padMissing, audits, compare } = options;
  const data = buildReport(experiments, {
    title,
    padMissing,
    audits,
    ...(compare !== undefined && { compare: [pairOf(compare, experiments)] }),
  });
  const shown = new Set(experiments.flatMap(({ warnings }) => warnings));
  for (const text of data.warnings) if (!shown.has(text)) warn(text);
  return data;
}

function pairOf(labels: readonly string[], experiments: readonly Experiment[]): readonly [string, string] {
  const [a, b, ...rest] = labels;
  if (b === undefined || rest.length > 0 || a === b)
    throw new UsageError(`Comparing takes two agents, not ${new Set(labels).size}`, {
      expected: "`--compare A B`, behind the run groups",
    });
  const known = experiments.map(({ agent }) => agent);
  const unknown = labels.filter((label) => !known.includes(label));
  if (unknown.length > 0)
    throw new UserError(`Unknown agent ${quoteNames(unknown)}`, {
      expected: quoteNames(known),
      hint: "Name agents as LABEL=PATH.",
    });
  return [a, b];
}

async function write(
  output: string,
  files: readonly ReportFile[],
  { json, format }: ReportOptions,
): Promise<number> {
  const paths: string[] = [];
  for (const { name, text } of files) {
    const path = name === "" ? resolve(output) : join(resolve(output), name);
    try {
      makeDirectory(dirname(path));
      await replaceFile(path, (temporary) => writeFile(temporary, text));
    } catch (cause) {
      throw cannotWrite("report", cause, path);
    }
    paths.push(path);
  }
  if (json) printJson({ format: format ?? formatOf(output), files: paths });
  else print(files.length === 1 ? paths[0] : `Saved ${files.length} files to ${resolve(output)}`);
  return exitCodes.ok;
}
