import { amount, bytes, duration, runChoices } from "@mlebench/runner/settings";
import type { Command } from "commander";
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
import type { SetExitCode } from "./set-exit-code.js";
import { settingOption } from "./setting-options.js";

/** Not the backend of runs by default: data is prepared here. */
const preparingBackend = {
  ...runChoices.backend,
  about: "Backend that prepares on its machines, as jobs: ID, or path of a backend package",
  defaultText: "this machine",
  aliases: [],
};

const jobLimits = {
  cpus: amount({ about: "With --backend, CPU cores per competition", defaultText: "the backend's" }),
  memory: bytes({ about: "With --backend, memory per competition", defaultText: "the backend's" }),
  timeout: duration({ about: "With --backend, time limit per competition", defaultText: "the backend's" }),
};

/** Adds the commands that download, prepare, and verify data. */
export function addDataCommands(program: Command, setExitCode: SetExitCode): void {
  selectionOptions(program.command("prepare"))
    .description(
      "Download, extract, prepare, and verify competition data. Check access and disk space first, continue after failures, and list them at the end. Run again to resume after an interruption.",
    )
    .option("--from <path>", "Local raw data: a Kaggle .zip archive or a directory; never changed")
    .option("--fresh", "Prepare again without the raw files and downloads of earlier runs")
    .addOption(miniOption())
    .addOption(seedOption())
    .addOption(sizeOption())
    .option(
      "-j, --jobs <number>",
      "Number of competitions to prepare in parallel (default: 1)",
      parsePositive,
    )
    .option("--keep-raw", "Keep the raw files after preparing")
    .addOption(settingOption({ backend: preparingBackend }, "backend"))
    .addOption(settingOption(runChoices, "backendOptions"))
    .addOption(settingOption(jobLimits, "cpus"))
    .addOption(settingOption(jobLimits, "memory"))
    .addOption(settingOption(jobLimits, "timeout"))
    .addOption(dataDirOption())
    .addOption(linkOption())
    .option("--skip-verification", "Skip checksum verification")
    .option("--overwrite-checksums", "Re-prepare and record checksums (for competition authors)")
    .option("--overwrite-leaderboard", "Download the leaderboard again (for competition authors)")
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
      setExitCode(await prepare(options));
    });

  selectionOptions(program.command("verify"))
    .description(
      "Compare prepared data with the published checksums, file by file. Works on data from the Python reference too. Compare Parquet files by content when raw data is available, and miniatures with a regenerated copy.",
    )
    .addOption(miniOption())
    .option("--from <path>", "Raw data, if not in the data directory")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("verify -c spaceship-titanic", "verify --split low --json"))
    .action(async (options) => {
      const { verify } = await import("../commands/verify.js");
      setExitCode(await verify(options));
    });

  selectionOptions(program.command("import-reference"))
    .description(
      "Copy leaderboards and original descriptions from your checkout of github.com/openai/mle-bench to the data directory, for all competitions or the selected ones.",
    )
    .argument("<checkout>", "Directory of the checkout")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("import-reference ../mle-bench"))
    .action(async (checkout, options) => {
      const { importReference } = await import("../commands/import-reference.js");
      setExitCode(await importReference({ ...options, checkout }));
    });

  program
    .command("miniature")
    .description(
      "Generate a small synthetic raw directory with the layout, filenames, and quirks of the Kaggle download.",
    )
    .argument(...competitionArgument)
    .requiredOption("--out <dir>", "Output directory; must be empty or not exist")
    .addOption(seedOption())
    .addOption(sizeOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("miniature spaceship-titanic --out raw --seed 7 --size 500"))
    .action(async (competition, options) => {
      const { miniature } = await import("../commands/miniature.js");
      setExitCode(await miniature({ ...options, competition }));
    });
}
