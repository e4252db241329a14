import { runChoices } from "@mlebench/runner/settings";
import { type Command, Option } from "commander";
import { examples, jsonOption, parseCount, verboseOption } from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";
import { settingOption } from "./setting-options.js";

const directoryArgument = ["[dir]", "Directory of run groups, or a run group (default: runs)"] as const;
const runArgument = ["<run>", "Run ID or the beginning of it, or the directory of a run"] as const;
const runDirOption = (): Option => settingOption(runChoices, "runDir");

/** Commands that look at run groups, also while they are at work. */
export function addViewCommands(program: Command, setExitCode: SetExitCode): void {
  program
    .command("view")
    .description(
      "Serve pages about run groups to this machine only: states, logs, files, transcripts, search trees, and changes of code. Read files only, so that it works beside a running `mlebench run` and for old run groups.",
    )
    .argument(...directoryArgument)
    .option("--port <number>", "Port to listen on (default: any that is free)", parseCount)
    .option("--export <dir>", "Write the pages as static files instead")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("view", "view runs/GROUP --port 8080", "view --export pages"))
    .action(async (directory, options) => {
      const { view } = await import("../commands/view.js");
      setExitCode(await view({ ...options, directory }));
    });

  const runs = program.command("runs");
  runs
    .command("list")
    .summary("List the runs of run groups")
    .argument(...directoryArgument)
    .option("--state <state>", "Only runs in this state, such as running or failed")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("runs list", "runs list runs/GROUP --state failed"))
    .action(async (directory, options) => {
      const { runsList } = await import("../commands/runs.js");
      setExitCode(await runsList({ ...options, directory }));
    });
  runs
    .command("show")
    .summary("Show one run")
    .argument(...runArgument)
    .addOption(runDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("runs show spaceship-titanic_1b9d6bcd", "runs show 1b9d6bcd --json"))
    .action(async (run, options) => {
      const { runsShow } = await import("../commands/runs.js");
      setExitCode(await runsShow({ ...options, run }));
    });
  runs
    .command("logs")
    .summary("Print the end of a run's log, and follow it")
    .argument(...runArgument)
    .option("-f, --follow", "Print what comes until the run ends")
    .addOption(
      new Option("-n, --lines <number>", "Number of lines of the end").argParser(parseCount).default(50),
    )
    .addOption(runDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("runs logs 1b9d6bcd -f", "runs logs runs/GROUP/RUN -n 1000"))
    .action(async (run, options) => {
      const { runsLogs } = await import("../commands/runs.js");
      setExitCode(await runsLogs({ ...options, run }));
    });
}
