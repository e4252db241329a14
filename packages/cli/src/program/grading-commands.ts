import { duration, runChoices } from "@mlebench/runner/settings";
import { type Command, Option } from "commander";
import {
  competitionArgument,
  dataDirOption,
  examples,
  jsonOption,
  miniOption,
  parsePositive,
  submissionArgument,
  verboseOption,
} from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";
import { settingOption, settingParser } from "./setting-options.js";

const parseTime = settingParser<number>(duration({ about: "" }));
const parseTimes = (text: string, before: number[] = []): number[] => [...before, parseTime(text)];

const jobsOption = (): Option =>
  new Option(
    "-j, --jobs <number>",
    "Number of submissions to grade in parallel (default: number of CPUs)",
  ).argParser(parsePositive);

function addGradeOverTime(program: Command, setExitCode: SetExitCode): void {
  program
    .command("grade-over-time")
    .description(
      "Grade every distinct submission that a run group kept with `run --keep-submissions`, and save one report: the score of each with its time, and what the runs would have reached if they had ended earlier.",
    )
    .argument("<run-group>", "Name or directory of a run group, or its metadata.json")
    .option("--output-dir <dir>", "Directory to save the report in (default: the run group's)")
    .option("--at <times...>", "Times for the table (default: up to the time limit)", parseTimes)
    .addOption(settingOption(runChoices, "runDir"))
    .option("--data-dir <dir>", "Data directory (default: that of the run group)")
    .addOption(jobsOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "grade-over-time 2026-01-31T12-00-00-GMT_run-group_dummy",
        "grade-over-time runs/2026-01-31T12-00-00-GMT_run-group_dummy --at 1h 4h 24h --json",
      ),
    )
    .action(async (runGroup, options) => {
      const { gradeOverTime } = await import("../commands/grade-over-time.js");
      setExitCode(await gradeOverTime({ ...options, runGroup }));
    });
}

/** Adds the commands that grade and validate submissions. */
export function addGradingCommands(program: Command, setExitCode: SetExitCode): void {
  program
    .command("grade")
    .description("Grade every submission listed in a JSONL file and save one report.")
    .requiredOption("--submission <file>", "JSONL file; each line has `competition_id` and `submission_path`")
    .requiredOption("--output-dir <dir>", "Directory to save the report in")
    .addOption(dataDirOption())
    .addOption(miniOption())
    .addOption(jobsOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("grade --submission submissions.jsonl --output-dir reports"))
    .action(async (options) => {
      const { grade } = await import("../commands/grade.js");
      setExitCode(await grade(options));
    });

  addGradeOverTime(program, setExitCode);

  program
    .command("grade-sample")
    .description("Grade one submission and print its report.")
    .argument(...submissionArgument)
    .argument(...competitionArgument)
    .addOption(dataDirOption())
    .addOption(miniOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "grade-sample submission.csv spaceship-titanic",
        "grade-sample submission.csv ./my-competition --mini --json",
      ),
    )
    .action(async (submission, competition, options) => {
      const { gradeSample } = await import("../commands/grade-sample.js");
      setExitCode(await gradeSample({ ...options, submission, competition }));
    });

  program
    .command("validate")
    .description(
      "Check whether a submission is valid, without computing a score. Exit with code 1 if it is invalid.",
    )
    .argument(...submissionArgument)
    .argument(...competitionArgument)
    .addOption(dataDirOption())
    .addOption(miniOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("validate submission.csv spaceship-titanic"))
    .action(async (submission, competition, options) => {
      const { validate } = await import("../commands/validate.js");
      setExitCode(await validate({ ...options, submission, competition }));
    });

  program
    .command("self-check")
    .description(
      "Check that the sample submission is valid and that no submission beats the gold submission.",
    )
    .argument("[competitions...]", "Competition IDs, splits, ID files, or package paths (default: all)")
    .option("-a, --all", "Every competition (the default)")
    .addOption(miniOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples("self-check ./my-competition", "self-check low --data-dir /data/mle-bench"),
    )
    .action(async (competitions, options) => {
      const { selfCheck } = await import("../commands/self-check.js");
      setExitCode(await selfCheck({ ...options, competitions }));
    });

  program
    .command("demo")
    .description("Prepare a miniature of every competition and grade 3 submissions of each.")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("demo"))
    .action(async (options) => {
      const { demo } = await import("../commands/demo.js");
      setExitCode(await demo(options));
    });
}
