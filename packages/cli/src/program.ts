import { packageVersion } from "@mlebench/disk";
import type { Command } from "commander";
import { rememberInvocation } from "./invocation.js";
import { addAuditCommands } from "./program/audit-commands.js";
import { addDataCommands } from "./program/data-commands.js";
import { addFamiliarityCommand } from "./program/familiarity-command.js";
import { addGradingCommands } from "./program/grading-commands.js";
import { addInfoCommands } from "./program/info-commands.js";
import { addKaggleCommands } from "./program/kaggle-commands.js";
import { examples } from "./program/options.js";
import { addReportCommand } from "./program/report-command.js";
import { addRunCommands } from "./program/run-commands.js";
import type { SetExitCode } from "./program/set-exit-code.js";
import { SuggestingCommand } from "./program/suggesting-command.js";
import { addViewCommands } from "./program/view-commands.js";
import { note } from "./terminal.js";

type AddCommands = (program: Command, setExitCode: SetExitCode) => void;

/** The commands, in the order of `--help`. Each list names what its function adds. */
const groups: readonly (readonly [add: AddCommands, names: readonly string[]])[] = [
  [addDataCommands, ["prepare", "verify", "import-reference", "miniature"]],
  [addKaggleCommands, ["kaggle", "dev", "kernels"]],
  [addGradingCommands, ["grade", "grade-sample", "grade-over-time", "validate", "self-check", "demo"]],
  [
    addRunCommands,
    ["env", "agents", "make-submission", "logs", "aggregate", "compare", "leaderboard", "run"],
  ],
  [addReportCommand, ["report"]],
  [addViewCommands, ["view", "runs"]],
  [addAuditCommands, ["audit", "rule-violations", "plagiarism"]],
  [addFamiliarityCommand, ["familiarity"]],
  [addInfoCommands, ["list", "describe", "thresholds", "schema", "completion"]],
];

/** What a command line needs: the options of all commands take a tenth of the time of a short one. */
function neededGroups(first: string | undefined): readonly AddCommands[] {
  // Completion knows every command.
  const own = groups.find(([, names]) => first !== "completion" && names.includes(first ?? ""));
  return (own === undefined ? groups : [own]).map(([add]) => add);
}

/**
 * The command line. Parsing is all that happens here: a command's module is imported when the command runs.
 * @param setExitCode gets the exit code of the command that ran
 * @param atEnd takes what is to be done when the command has ended
 * @param first of the arguments: where it names a command, others may be left out
 */
export function createProgram(
  setExitCode: SetExitCode,
  atEnd: (work: () => void) => void = () => undefined,
  first?: string,
): Command {
  const program = new SuggestingCommand("mlebench")
    .description("Prepare Kaggle competitions, run agents on them, and grade submissions.")
    .version(packageVersion(import.meta.url), "-V, --version", "Show version")
    .helpOption("-h, --help", "Show help")
    // Else `run` would take the options of `run clean` that it has too.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("Run with --help for usage.")
    .configureOutput({ writeErr: (text) => note(text.trimEnd()) })
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

  for (const add of neededGroups(first)) add(program, setExitCode);
  for (const command of [program, ...program.commands]) {
    if (command.commands.length > 0) command.helpCommand("help [command]", "Show help for a command");
  }
  return program;
}
