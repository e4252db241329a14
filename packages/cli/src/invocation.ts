import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { chosenDataDirectory, defaultDataDirectory, defaultMiniatureDirectory } from "@mlebench/core";
import type { Command } from "commander";

/** What is known of how the program was started. */
export interface Invocation {
  environment: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Path of the program's file. */
  script: string | undefined;
}

const runners: Readonly<Record<string, string>> = {
  npm: "npx mlebench",
  pnpm: "pnpm mlebench",
  yarn: "yarn mlebench",
  bun: "bunx mlebench",
};

/** What a person types, in the directory where they are, to run this program again. */
export function programName(invocation: Invocation = currentInvocation()): string {
  const { environment, cwd, script } = invocation;
  const manager = environment.npm_config_user_agent?.split("/")[0];
  if (manager !== undefined && runners[manager] !== undefined) return runners[manager];
  if ((environment.PATH ?? "").split(delimiter).some(holdsProgram)) return "mlebench";
  if (isInstalled(cwd)) return "npx mlebench";
  return script === undefined ? "mlebench" : `node ${quoted(relative(cwd, script))}`;
}

function currentInvocation(): Invocation {
  return { environment: process.env, cwd: currentDirectory(), script: process.argv[1] };
}

/** The root if the current directory no longer exists, which another message reports. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return "/";
  }
}

/** The Python reference's command has the same name: only a link or script that leads to this program's file counts. */
function holdsProgram(directory: string): boolean {
  const candidate = join(directory, "mlebench");
  try {
    return (
      directory !== "" &&
      existsSync(candidate) &&
      /bin[\\/]mlebench\.js|require\("\.\/start\.js"\)/.test(readFileSync(candidate, "utf8"))
    );
  } catch {
    return false;
  }
}

function isInstalled(cwd: string): boolean {
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "node_modules/.bin/mlebench"))) return true;
    if (directory === dirname(directory)) return false;
  }
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./~\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The options that select the data directory and the kind of data. */
const lasting = ["--mini", "--data-dir", "--seed", "--size"];

let makeProgram: (() => Command) | undefined;
let given: Given[] = [];

/** An option as it was given. */
interface Given {
  flag: string;
  text: string;
}

/**
 * Commands that messages name keep the options of the command that runs, as far as they take them.
 * @param wholeProgram makes the program with all its commands; called when a message names one
 */
export function rememberInvocation(wholeProgram: () => Command, running: Command): void {
  makeProgram = wholeProgram;
  given = running.options.flatMap((option) => {
    const flag = option.long ?? "";
    const name = option.attributeName();
    if (!lasting.includes(flag) || running.getOptionValueSource(name) !== "cli") return [];
    return givenOption(flag, running.getOptionValue(name));
  });
}

/** A flag that is turned off is none. */
function givenOption(flag: string, value: unknown): Given[] {
  if (value === undefined || value === false) return [];
  return [{ flag, text: value === true ? flag : `${flag} ${quoted(String(value))}` }];
}

/** Commands that messages name are about the data that a configuration file selects, as they are about typed options. */
export function rememberSelection({ mini, dataDir }: { mini?: boolean; dataDir?: string }): void {
  given = [
    ...given.filter(({ flag }) => flag !== "--mini" && flag !== "--data-dir"),
    ...givenOption("--mini", mini),
    ...givenOption("--data-dir", dataDir),
  ];
}

/**
 * Commands that messages name are about these data from here on, such as those of a run group that is resumed.
 * @param directory absolute path of the data directory
 */
export function rememberData(directory: string, isMiniature: boolean): void {
  const usual = chosenDataDirectory() ?? (isMiniature ? defaultMiniatureDirectory() : defaultDataDirectory());
  rememberSelection({ mini: isMiniature, dataDir: directory === usual ? undefined : directory });
}

/**
 * A command of this program as the person can type it.
 * @param words what follows `mlebench`
 */
export function commandLine(words: string): string {
  const parts = words.split(/\s+/);
  const program = makeProgram?.();
  let command = program;
  for (const part of parts) {
    const next: Command | undefined = command?.commands.find((one) => one.name() === part);
    if (next === undefined) break;
    command = next;
  }
  // A run group that is resumed knows its own data.
  const takesNone = command === program || parts.includes("--resume");
  const taken = (takesNone ? [] : (command?.options ?? [])).map(({ long }) => long);
  const kept = given.filter(({ flag }) => taken.includes(flag) && !parts.includes(flag));
  return [`${programName()} ${words}`, ...kept.map(({ text }) => text)].join(" ");
}

/** Text with commands, such as `mlebench list` in backticks, as the user can type them. */
export function withCommands(text: string): string {
  return text.replace(/`mlebench ([^`\n]+)`/g, (_all, words: string) => `\`${commandLine(words)}\``);
}
