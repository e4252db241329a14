import { Argument, type Command } from "commander";
import {
  competitionArgument,
  dataDirOption,
  descriptionsOption,
  examples,
  jsonOption,
  miniOption,
  verboseOption,
} from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";

/** Adds the commands that show competitions. */
export function addInfoCommands(program: Command, setExitCode: SetExitCode): void {
  program
    .command("list")
    .description(
      "List every competition that can be found by ID, and what the data directory holds of it: absent, downloaded, raw files, prepared, verified, differs, inconclusive, or miniature.",
    )
    .option("--split <name>", "Competitions of a split")
    .addOption(miniOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("list", "list --split low --json"))
    .action(async (options) => {
      const { list } = await import("../commands/list.js");
      setExitCode(await list(options));
    });

  program
    .command("describe")
    .argument(...competitionArgument)
    .option("--obfuscated", "Show the obfuscated description")
    .addOption(descriptionsOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("describe spaceship-titanic", "describe spaceship-titanic --obfuscated"))
    .action(async (competition, options) => {
      const { describe } = await import("../commands/describe.js");
      setExitCode(await describe({ ...options, competition }));
    });

  program
    .command("thresholds")
    .argument(...competitionArgument)
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("thresholds spaceship-titanic --json"))
    .action(async (competition, options) => {
      const { thresholds } = await import("../commands/thresholds.js");
      setExitCode(await thresholds({ ...options, competition }));
    });

  program
    .command("schema")
    .argument(...competitionArgument)
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("schema spaceship-titanic --json"))
    .action(async (competition, options) => {
      const { schema } = await import("../commands/schema.js");
      setExitCode(await schema({ ...options, competition }));
    });

  program
    .command("completion")
    .description(
      "Print a script that completes commands, options, competition IDs, splits, and agents. Load it from the startup file of the shell.",
    )
    .addArgument(new Argument("<shell>", "Shell to complete for").choices(["bash", "zsh", "fish"]))
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("completion bash > ~/.local/share/bash-completion/completions/mlebench"))
    .action(async (shell, options) => {
      const { completion } = await import("../commands/completion.js");
      setExitCode(await completion({ ...options, shell, program }));
    });
}
