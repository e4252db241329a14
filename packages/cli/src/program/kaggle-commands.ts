import type { Command } from "commander";
import {
  dataDirOption,
  examples,
  jsonOption,
  parsePositive,
  selectionOptions,
  verboseOption,
} from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";

/** Adds the commands that use the Kaggle API. */
export function addKaggleCommands(program: Command, setExitCode: SetExitCode): void {
  const kaggle = program.command("kaggle");
  selectionOptions(kaggle.command("check"))
    .summary("Check credentials, access, and disk space")
    .description(
      "For each competition, check credentials, rule acceptance, download size, and free disk space. Download nothing.",
    )
    .option("--from <path>", "Local raw data that needs no download: a Kaggle .zip archive or a directory")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("kaggle check --lite", "kaggle check -c spaceship-titanic --json"))
    .action(async (options) => {
      const { kaggleCheck } = await import("../commands/kaggle-check.js");
      setExitCode(await kaggleCheck(options));
    });

  const dev = program.command("dev");
  selectionOptions(dev.command("download-leaderboard"))
    .summary("Download complete leaderboards")
    .description(
      "Download every page of the private leaderboard and show the resulting medal thresholds. Fail if a leaderboard has fewer rows than teams.",
    )
    .option("--force", "Download again even if the file exists")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("dev download-leaderboard -c spaceship-titanic --force"))
    .action(async (options) => {
      const { downloadLeaderboard } = await import("../commands/download-leaderboard.js");
      setExitCode(await downloadLeaderboard(options));
    });

  const kernels = program.command("kernels");
  const kernelOptions = (command: Command): Command =>
    selectionOptions(command)
      .option(
        "--max-kernels <number>",
        "Maximum notebooks per competition (default for refs: 50)",
        parsePositive,
      )
      .addOption(dataDirOption())
      .addOption(jsonOption())
      .addOption(verboseOption());
  kernelOptions(kernels.command("refs"))
    .summary("List the most popular notebooks")
    .addHelpText("after", examples("kernels refs -c spaceship-titanic --max-kernels 20"))
    .action(async (options) => {
      const { kernelReferences } = await import("../commands/kernels.js");
      setExitCode(await kernelReferences(options));
    });
  kernelOptions(kernels.command("download"))
    .summary("Download notebooks as Python scripts")
    .option("--force", "Download again even if the file exists")
    .addHelpText("after", examples("kernels download --lite"))
    .action(async (options) => {
      const { downloadKernels } = await import("../commands/kernels.js");
      setExitCode(await downloadKernels(options));
    });
}
