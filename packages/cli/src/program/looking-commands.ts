import type { Command } from "commander";
import type { Finish } from "./finish.js";
import {
  competitionArgument,
  dataDirOption,
  descriptionsOption,
  examples,
  jsonOption,
  miniOption,
  verboseOption,
} from "./options.js";

/** Commands that tell about competitions. */
export function addLookingCommands(program: Command, finish: Finish): void {
  program
    .command("list")
    .summary("list competitions")
    .description(
      "List every competition that can be found by ID, and what the data directory holds of it: absent, downloaded, raw files, prepared, verified, differs, inconclusive, or miniature.",
    )
    .option("--split <name>", "only the competitions of a split")
    .addOption(miniOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("list", "list --split low --json"))
    .action(async (options) => {
      const { list } = await import("../commands/list.js");
      finish(await list(options));
    });

  program
    .command("describe")
    .summary("print a competition's description")
    .argument(...competitionArgument)
    .option("--obfuscated", "the version that names neither competition, host nor brand")
    .addOption(descriptionsOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("describe spaceship-titanic", "describe spaceship-titanic --obfuscated"))
    .action(async (competition, options) => {
      const { describe } = await import("../commands/describe.js");
      finish(await describe({ ...options, competition }));
    });

  program
    .command("thresholds")
    .summary("print the scores at which medals begin")
    .argument(...competitionArgument)
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("thresholds spaceship-titanic --json"))
    .action(async (competition, options) => {
      const { thresholds } = await import("../commands/thresholds.js");
      finish(await thresholds({ ...options, competition }));
    });

  program
    .command("schema")
    .summary("print what a valid submission holds")
    .argument(...competitionArgument)
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("schema spaceship-titanic --json"))
    .action(async (competition, options) => {
      const { schema } = await import("../commands/schema.js");
      finish(await schema({ ...options, competition }));
    });
}
