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

/**
 * The command line. Parsing is all that happens here: a command's module is imported when the command runs.
 * @param setExitCode gets the exit code of the command that ran
 * @param atEnd takes what is to be done when the command has ended
 */
export function createProgram(
  setExitCode: SetExitCode,
  atEnd: (work: () => void) => void = () => undefined,
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
    .hook("preAction", rememberInvocation)
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

  addDataCommands(program, setExitCode);
  addKaggleCommands(program, setExitCode);
  addGradingCommands(program, setExitCode);
  addRunCommands(program, setExitCode);
  addReportCommand(program, setExitCode);
  addViewCommands(program, setExitCode);
  addAuditCommands(program, setExitCode);
  addFamiliarityCommand(program, setExitCode);
  addInfoCommands(program, setExitCode);
  for (const command of [program, ...program.commands]) {
    if (command.commands.length > 0) command.helpCommand("help [command]", "Show help for a command");
  }
  return program;
}
