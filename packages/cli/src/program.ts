import type { Command } from "commander";
import { rememberInvocation } from "./invocation.js";
import { addDataCommands } from "./program/data-commands.js";
import type { Finish } from "./program/finish.js";
import { addGradingCommands } from "./program/grading-commands.js";
import { HouseCommand } from "./program/house-command.js";
import { addKaggleCommands } from "./program/kaggle-commands.js";
import { addLookingCommands } from "./program/looking-commands.js";
import { examples } from "./program/options.js";
import { addRunCommands } from "./program/run-commands.js";
import { note } from "./terminal.js";
import { cliVersion } from "./version.js";

/**
 * The command line. Parsing is all that happens here: a command's module is imported when the command runs.
 * @param finish gets the exit code of the command that ran
 */
export function createProgram(finish: Finish): Command {
  const program = new HouseCommand("mlebench")
    .description("MLE-bench: prepare Kaggle competitions, grade submissions, check your own competition.")
    .version(cliVersion(), "-V, --version")
    // Else `run` would take the options of `run clean` that it has too.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("Run with --help for usage.")
    .configureOutput({ writeErr: (text) => note(text.trimEnd()) })
    .hook("preAction", rememberInvocation)
    .addHelpText(
      "after",
      examples("demo", "prepare --lite --mini", "grade-sample submission.csv spaceship-titanic"),
    );

  addDataCommands(program, finish);
  addKaggleCommands(program, finish);
  addGradingCommands(program, finish);
  addRunCommands(program, finish);
  addLookingCommands(program, finish);
  return program;
}
