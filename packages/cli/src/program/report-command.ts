import { runChoices } from "@mlebench/runner/settings";
import { type Command, Option } from "commander";
import { examples, jsonOption, verboseOption } from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";
import { settingOption } from "./setting-options.js";

/** Adds the command that writes reports for people. */
export function addReportCommand(program: Command, setExitCode: SetExitCode): void {
  program
    .command("report")
    .description(
      "Write a report of run groups or grading reports, of mlebench or of the Python reference: results by split, comparison of agents, the published leaderboard, each competition, failures, cost, and deviations from the canonical setup. HTML is one file that needs no network. Several paths with one label are further seeds.",
    )
    .argument("[experiments...]", "Run groups, by name or path, or grading reports, as PATH or LABEL=PATH")
    .option("--grading-reports <files...>", "Grading reports, as PATH or LABEL=PATH")
    .option("--compare <labels...>", "Compare only these two agents (default: every pair)")
    .option("--audits <dirs...>", "Output directories of `audit`, `rule-violations`, or `plagiarism`")
    .option("--pad-missing", "Count missing runs as failed")
    .option("--title <text>", "Title of the report (default: the agents)")
    .addOption(
      new Option(
        "--format <name>",
        "Output format (default: by the ending of --output, or html). csv and svg write several files",
      ).choices(["html", "md", "csv", "svg", "json"]),
    )
    .option(
      "-o, --output <path>",
      "File to write, or directory for csv and svg (default: report.html, or report/; md and json are printed)",
    )
    .addOption(settingOption(runChoices, "runDir"))
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "report runs/*_run-group_aide runs/*_run-group_react -o report.html",
        "report --grading-reports old=old.json new=new.json --compare old new --format md",
        "report runs/*_run-group_react --format svg -o plots",
      ),
    )
    .action(async (experiments, options) => {
      const { report } = await import("../commands/report.js");
      setExitCode(await report({ ...options, experiments }));
    });
}
