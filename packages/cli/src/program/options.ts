import { parseBytes as readBytes, parseDuration as readDuration } from "@mlebench/disk";
import { type Command, InvalidArgumentError, Option } from "commander";
import { programName } from "../invocation.js";

/** Parses a non-negative integer, such as a seed. */
export function parseCount(text: string): number {
  const count = integer(text);
  if (count === undefined) throw new InvalidArgumentError("Expected a non-negative integer.");
  return count;
}

/** Parses a positive integer, such as a number of jobs. */
export function parsePositive(text: string): number {
  const count = integer(text);
  if (count === undefined || count === 0) throw new InvalidArgumentError("Expected a positive integer.");
  return count;
}

function integer(text: string): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : undefined;
}

export const dataDirOption = (): Option =>
  new Option(
    "--data-dir <dir>",
    "Data directory (default: $MLEBENCH_DATA_DIR, else the user cache directory)",
  );
export const miniOption = (): Option =>
  new Option("--mini", "Use miniatures (small synthetic datasets) instead of real data");
export const jsonOption = (): Option => new Option("--json", "Print JSON");
export const verboseOption = (): Option => new Option("--verbose", "Show stack traces");
export const seedOption = (): Option =>
  new Option("--seed <number>", "Random seed of the miniature (default: 0)").argParser(parseCount);
export const sizeOption = (): Option =>
  new Option(
    "--size <number>",
    "Approximate number of labeled examples (default: set by the competition)",
  ).argParser(parsePositive);
export const descriptionsOption = (): Option =>
  new Option(
    "--descriptions <source>",
    "Description to use: built-in, or imported with import-reference (default: builtin)",
  ).choices(["builtin", "reference"]);
export const linkOption = (): Option =>
  new Option("--link <mode>", "How to place unchanged files (default: auto)").choices([
    "auto",
    "clone",
    "reflink",
    "hard",
    "copy",
  ]);

/** "24h", "90m" or a number of seconds. */
export function parseDuration(text: string): number {
  const seconds = readDuration(text);
  if (seconds === undefined)
    throw new InvalidArgumentError("Expected a duration such as 24h, 90m, or 3600 (seconds).");
  return seconds;
}

/** "16g", "512m" or a number of bytes. */
export function parseBytes(text: string): number {
  const bytes = readBytes(text);
  if (bytes === undefined)
    throw new InvalidArgumentError("Expected a size such as 16g, 512m, or a number of bytes.");
  return bytes;
}

/** Cores may be fractions. */
export function parseCores(text: string): number {
  const cores = Number(text);
  if (text.trim() === "" || !(cores > 0) || !Number.isFinite(cores))
    throw new InvalidArgumentError("Expected a positive number, such as 4 or 0.5.");
  return cores;
}

/** -1 means all. */
export function parseGpus(text: string): number {
  return text === "-1" ? -1 : parseCount(text);
}

export const submissionArgument = ["<submission>", "Path of the submission, a CSV file"] as const;
export const competitionArgument = [
  "<competition>",
  "Competition ID or path to a competition package",
] as const;

/** Computed only when help is shown. */
export function examples(...lines: string[]): () => string {
  return () => `\nExamples:\n${lines.map((line) => `  $ ${programName()} ${line}`).join("\n")}`;
}

/** Adds the options that select competitions. */
export function selectionOptions(command: Command): Command {
  return command
    .option("-c, --competition-id <id...>", "Competition IDs or paths to competition packages")
    .option("-a, --all", "Every competition")
    .option("--lite", "MLE-bench Lite: the competitions of low complexity")
    .option("-l, --list <file>", "Text file with one competition ID per line, or a split name")
    .option("--split <name>", "Competitions of a split");
}
