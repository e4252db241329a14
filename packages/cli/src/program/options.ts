import { count, dataSettings, runSettings, selectionSettings } from "@mlebench/runner/settings";
import { type Command, Option } from "commander";
import { programName } from "../invocation.js";
import { addSettings, NamedOption, settingOption, settingParser } from "./setting-options.js";

/** A non-negative integer, as seeds and sizes are. */
export const parseCount = settingParser<number>(count({ about: "" }));

/** A positive integer. */
export const parsePositive = settingParser<number>(count({ min: 1, about: "" }));

export const dataDirOption = (): Option => settingOption(dataSettings, "dataDir");
export const miniOption = (): Option => settingOption(dataSettings, "mini");
export const jsonOption = (): Option => new Option("--json", "Print JSON");
export const verboseOption = (): Option => new Option("--verbose", "Show stack traces");
export const seedOption = (): Option =>
  new Option("--seed <number>", "Random seed of the miniature (default: 0)").argParser(parseCount);
export const sizeOption = (): Option =>
  new Option(
    "--size <number>",
    "Approximate number of labeled examples (default: set by the competition)",
  ).argParser(parsePositive);
/**
 * Adds the options of commands that may need a model; see `env-file.ts`. Node.js 20 takes `--env-file` as its own wherever it
 * stands, and reads the file with none of our checks. Therefore `--dotenv`, and the other name only for habit.
 */
export function addDotenv<Target extends Command>(command: Target): Target {
  return command
    .addOption(
      new Option("--dotenv <file>", "File with the default model and keys (default: .env, if there is one)"),
    )
    .addOption(new NamedOption("--env-file <file>", "Same as --dotenv", "dotenv").hideHelp())
    .addOption(new Option("--no-dotenv").hideHelp());
}

export const descriptionsOption = (): Option => settingOption(runSettings, "descriptions");
export const linkOption = (): Option =>
  new Option("--link <mode>", "How to place unchanged files (default: auto)").choices([
    "auto",
    "clone",
    "reflink",
    "hard",
    "copy",
  ]);

export const submissionArgument = ["<submission>", "Path of the submission, a CSV file"] as const;
export const competitionArgument = [
  "<competition>",
  "Competition ID or path to a competition package",
] as const;

/** Computed only when help is shown. */
export function examples(...lines: string[]): () => string {
  return () => `\nExamples:\n${lines.map((line) => `  $ ${programName()} ${line}`).join("\n")}`;
}

/** What the exit codes of a command mean, for its help. */
export function exitCodeHelp(meanings: Readonly<Record<number, string>>): string {
  const width = Math.max(...Object.keys(meanings).map((code) => code.length));
  const lines = Object.entries(meanings).map(([code, meaning]) => `  ${code.padEnd(width)}  ${meaning}`);
  return ["\nExit codes:", ...lines].join("\n");
}

/** Adds the options that select competitions. */
export function selectionOptions(command: Command): Command {
  return addSettings(command, selectionSettings);
}
