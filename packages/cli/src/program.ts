import { packageVersion } from "@mlebench/disk";
import type { Command } from "commander";
import { rememberInvocation } from "./invocation.js";
import { stderr, stdout } from "./output.js";
import { type CommandGroup, groups } from "./program/groups.js";
import { examples } from "./program/options.js";
import type { SetExitCode } from "./program/set-exit-code.js";
import { SuggestingCommand } from "./program/suggesting-command.js";
import { note } from "./terminal.js";

/**
 * What a command line needs: to define the options of all commands takes longer than to show help.
 * @returns nothing if it names no command
 */
function neededGroups(args: readonly string[] | undefined): readonly CommandGroup[] {
  // Completion knows every command.
  if (args === undefined || args[0] === "completion") return groups;
  const names = (group: CommandGroup): string[] => group.commands.map(({ name }) => name);
  const own = groups.find((group) => names(group).includes(args[0]));
  if (own !== undefined) return [own];
  const all = groups.flatMap(names);
  return args.some((arg) => all.includes(arg)) ? groups : [];
}

/** Commands without options and actions: enough for the help of the program, and for names that are none. */
function addOutline(program: Command): void {
  const commands = groups.flatMap((group) => group.commands);
  const usages = new Map(commands.map(({ name, usage }) => [name, usage]));
  for (const { name, summary } of commands) program.command(name).summary(summary);
  program.configureHelp({ subcommandTerm: (command) => usages.get(command.name()) ?? helpUsage });
}

const helpUsage = "help [command]";

/**
 * The command line. Parsing is all that happens here: a command's module is imported when the command runs.
 * @param setExitCode gets the exit code of the command that ran
 * @param atEnd takes what is to be done when the command has ended
 * @param args what follows `mlebench`: what it does not need is left out; everything is there without
 */
export function createProgram(
  setExitCode: SetExitCode,
  atEnd: (work: () => void) => void = () => undefined,
  args?: readonly string[],
): Command {
  const program = new SuggestingCommand("mlebench")
    .description("Prepare Kaggle competitions, run agents on them, and grade submissions.")
    .version(packageVersion(import.meta.url), "-V, --version", "Show version")
    .helpOption("-h, --help", "Show help")
    // Else `run` would take the options of `run clean` that it has too.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("Run with --help for usage.")
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => note(text.trimEnd()),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      getOutHasColors: () => stdout.isTTY,
      getErrHasColors: () => stderr.isTTY,
    })
    .hook("preAction", (_root, running) => rememberInvocation(() => createProgram(() => undefined), running))
    .hook("preAction", async (_root, running) => {
      const file: unknown = running.getOptionValue("dotenv");
      if (!running.options.some(({ long }) => long === "--dotenv")) return;
      running.setOptionValue("dotenv", undefined);
      if (file === false) return;
      const { applyEnvFile } = await import("./env-file.js");
      atEnd(applyEnvFile(file as string | undefined));
    })
    .addHelpText(
      "after",
      examples("demo", "prepare --lite --mini", "grade-sample submission.csv spaceship-titanic"),
    );

  const needed = neededGroups(args);
  if (needed.length === 0) addOutline(program);
  for (const { add, commands } of needed) {
    add(program, setExitCode);
    for (const { name, summary } of commands)
      program.commands.find((one) => one.name() === name)?.summary(summary);
  }
  for (const command of [program, ...program.commands]) {
    if (command.commands.length > 0) command.helpCommand(helpUsage, "Show help for a command");
  }
  return program;
}
