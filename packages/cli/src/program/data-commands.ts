import type { Command } from "commander";
import type { Finish } from "./finish.js";
import {
  competitionArgument,
  dataDirOption,
  examples,
  jsonOption,
  linkOption,
  miniOption,
  parsePositive,
  seedOption,
  selectionOptions,
  sizeOption,
  verboseOption,
} from "./options.js";

/** Commands that get and prepare data. */
export function addDataCommands(program: Command, finish: Finish): void {
  selectionOptions(program.command("prepare"))
    .summary("get and prepare competitions' data")
    .description(
      "Downloads (from Kaggle, where the data are not at hand), extracts, prepares and verifies the data of one or more competitions. Looks first whether everything can be had and fits, goes on after a failure, and ends with what it could not do. Interrupted, it goes on where it was.",
    )
    .option("--from <path>", "Local raw data: an archive or a directory; cloned or copied, never changed")
    .option("--fresh", "Start over: prepare again, without raw files and downloads of earlier runs")
    .addOption(miniOption())
    .addOption(seedOption())
    .addOption(sizeOption())
    .option("-j, --jobs <number>", "competitions at a time (default: 1)", parsePositive)
    .option("--keep-raw", "keep the raw files after preparing")
    .addOption(dataDirOption())
    .addOption(linkOption())
    .option("--skip-verification", "compute no checksums")
    .option("--overwrite-checksums", "for developers: prepare again and record the checksums")
    .option("--overwrite-leaderboard", "for developers: fetch the leaderboard again")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "prepare --lite -j 2",
        "prepare --lite --mini",
        "prepare -c spaceship-titanic --from ~/Downloads/spaceship-titanic.zip",
        "prepare -l my-competitions.txt --keep-raw",
      ),
    )
    .action(async (options) => {
      const { prepare } = await import("../commands/prepare.js");
      finish(await prepare(options));
    });

  selectionOptions(program.command("verify"))
    .summary("check that prepared data are as they should be")
    .description(
      "Compares prepared data, also those that the Python reference prepared, with the published checksums, file by file. Parquet files, whose bytes depend on the program that wrote them, are compared by content where raw data are at hand. Miniatures are compared with one made afresh.",
    )
    .addOption(miniOption())
    .option("--from <path>", "where raw data are, if not in the data directory")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("verify -c spaceship-titanic", "verify --split low --json"))
    .action(async (options) => {
      const { verify } = await import("../commands/verify.js");
      finish(await verify(options));
    });

  selectionOptions(program.command("import-reference"))
    .summary("take leaderboards and original descriptions from a checkout of openai/mle-bench")
    .description(
      "Takes leaderboards and original descriptions from your own checkout of github.com/openai/mle-bench into the data directory, of every competition unless some are chosen.",
    )
    .argument("<checkout>", "directory of the checkout")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("import-reference ../mle-bench"))
    .action(async (checkout, options) => {
      const { importReference } = await import("../commands/import-reference.js");
      finish(await importReference({ ...options, checkout }));
    });

  program
    .command("miniature")
    .summary("write made-up raw data of a competition")
    .description("Writes a small made-up raw directory with the layout, names and oddities of Kaggle's.")
    .argument(...competitionArgument)
    .requiredOption("--out <dir>", "directory to write; missing or empty")
    .addOption(seedOption())
    .addOption(sizeOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("miniature spaceship-titanic --out raw --seed 7 --size 500"))
    .action(async (competition, options) => {
      const { miniature } = await import("../commands/miniature.js");
      finish(await miniature({ ...options, competition }));
    });
}
