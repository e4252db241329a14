import { readBytes, readDuration } from "@mlebench/runner/settings";
import { type Command, InvalidArgumentError, Option } from "commander";
import { programName } from "../invocation.js";

/** A non-negative integer, as seeds and sizes are. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError("Expected a whole number that is not negative.");
  }
  return count;
}

export function parsePositive(text: string): number {
  const count = parseCount(text);
  if (count === 0) throw new InvalidArgumentError("Expected a whole number above zero.");
  return count;
}

export const dataDirOption = (): Option =>
  new Option(
    "--data-dir <dir>",
    "directory that holds the data (default: MLEBENCH_DATA_DIR, else the user's cache)",
  );
export const miniOption = (): Option =>
  new Option("--mini", "use small made-up data, kept apart from real data");
export const jsonOption = (): Option => new Option("--json", "print JSON for programs");
export const verboseOption = (): Option => new Option("--verbose", "show where an error comes from");
export const seedOption = (): Option =>
  new Option("--seed <number>", "which made-up data (default: 0)").argParser(parseCount);
export const sizeOption = (): Option =>
  new Option("--size <number>", "roughly how many labelled examples (default: the competition's)").argParser(
    parsePositive,
  );
export const descriptionsOption = (): Option =>
  new Option(
    "--descriptions <whose>",
    "our words, or the original ones that import-reference has taken",
  ).choices(["builtin", "reference"]);
export const linkOption = (): Option =>
  new Option("--link <mode>", "how unchanged files are put in place").choices([
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
    throw new InvalidArgumentError('Expected a time such as "24h", "90m" or "3600" seconds.');
  return seconds;
}

/** "16g", "512m" or a number of bytes. */
export function parseBytes(text: string): number {
  const bytes = readBytes(text);
  if (bytes === undefined)
    throw new InvalidArgumentError('Expected a size such as "16g", "512m" or a number of bytes.');
  return bytes;
}

/** Cores may be fractions. */
export function parseCores(text: string): number {
  const cores = Number(text);
  if (text.trim() === "" || !(cores > 0) || !Number.isFinite(cores))
    throw new InvalidArgumentError('Expected a number above zero, such as "4" or "0.5".');
  return cores;
}

/** -1 means all. */
export function parseGpus(text: string): number {
  return text === "-1" ? -1 : parseCount(text);
}

export const submissionArgument = ["<submission>", "path of the submission, a .csv file"] as const;
export const competitionArgument = ["<competition>", "id, or path of a competition package"] as const;

/** Computed only when help is shown. */
export function examples(...lines: string[]): () => string {
  return () => `\nExamples:\n${lines.map((line) => `  $ ${programName()} ${line}`).join("\n")}`;
}

/** The options that say which competitions are meant. */
export function selectionOptions(command: Command): Command {
  return command
    .option("-c, --competition-id <id...>", "ids, or paths of competition packages")
    .option("-a, --all", "every competition")
    .option("--lite", "MLE-bench Lite: the competitions of low complexity")
    .option("-l, --list <file>", "the ids in a text file, one a line, or a split by its name")
    .option("--split <name>", "the competitions of a split");
}
