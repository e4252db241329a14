import { Command, InvalidArgumentError, Option } from "commander";
import { cliVersion } from "./version.js";

/** A non-negative integer, as seeds and sizes are. */
function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError("Expected a whole number that is not negative.");
  }
  return count;
}

function parsePositive(text: string): number {
  const count = parseCount(text);
  if (count === 0) throw new InvalidArgumentError("Expected a whole number above zero.");
  return count;
}

const dataDirOption = (): Option =>
  new Option("--data-dir <dir>", "directory that holds the data (default: the user's cache)");
const miniOption = (): Option => new Option("--mini", "use small made-up data, kept apart from real data");
const jsonOption = (): Option => new Option("--json", "print JSON for programs");
const verboseOption = (): Option => new Option("--verbose", "show where an error comes from");
const seedOption = (): Option =>
  new Option("--seed <number>", "which made-up data (default: 0)").argParser(parseCount);
const sizeOption = (): Option =>
  new Option("--size <number>", "roughly how many labelled examples (default: the competition's)").argParser(
    parsePositive,
  );
const linkOption = (): Option =>
  new Option("--link <mode>", "how unchanged files are put in place").choices([
    "auto",
    "reflink",
    "hard",
    "copy",
  ]);

const submissionArgument = ["<submission>", "path of the submission, a .csv file"] as const;
const competitionArgument = ["<competition>", "id, or path of a competition package"] as const;

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ mlebench ${line}`).join("\n")}`;
}

/**
 * The command line. Parsing is all that happens here: a command's module is imported when the command runs.
 * @param finish gets the exit code of the command that ran
 */
export function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command("mlebench")
    .description("MLE-bench: prepare Kaggle competitions, grade submissions, check your own competition.")
    .version(cliVersion(), "-V, --version")
    .exitOverride()
    .showHelpAfterError("(add --help to see how)")
    .addHelpText(
      "after",
      examples("demo", "prepare --lite --mini", "grade-sample submission.csv spaceship-titanic"),
    );

  program
    .command("prepare")
    .summary("prepare competitions' data")
    .description("Extracts, prepares and verifies the data of one or more competitions.")
    .option("-c, --competition-id <id...>", "ids, or paths of competition packages")
    .option("-a, --all", "every competition")
    .option("--lite", "MLE-bench Lite: the competitions of low complexity")
    .option("-l, --list <file>", "the ids in a text file, one a line, or a split by its name")
    .option("--split <name>", "the competitions of a split")
    .option("--from <path>", "where the raw data are: Kaggle's zip, or a directory")
    .addOption(miniOption())
    .addOption(seedOption())
    .addOption(sizeOption())
    .option("--keep-raw", "keep the raw files after preparing")
    .addOption(dataDirOption())
    .addOption(linkOption())
    .option("--skip-verification", "compute no checksums")
    .option("--overwrite-checksums", "for developers: prepare again and record the checksums")
    .option("--overwrite-leaderboard", "for developers: fetch the leaderboard again (needs access to Kaggle)")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "prepare --lite --mini",
        "prepare -c spaceship-titanic --from ~/Downloads/spaceship-titanic.zip",
        "prepare -l my-competitions.txt --keep-raw",
      ),
    )
    .action(async (options) => {
      const { prepare } = await import("./commands/prepare.js");
      finish(await prepare(options));
    });

  program
    .command("grade")
    .summary("grade many submissions and save a report")
    .description("Grades the submissions that a JSONL file lists and saves one report on all of them.")
    .requiredOption("--submission <file>", 'JSONL file; each line has "competition_id" and "submission_path"')
    .requiredOption("--output-dir <dir>", "directory that the report is saved in")
    .addOption(dataDirOption())
    .addOption(miniOption())
    .addOption(
      new Option("-j, --jobs <number>", "submissions graded at a time (default: processors)").argParser(
        parsePositive,
      ),
    )
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("grade --submission submissions.jsonl --output-dir reports"))
    .action(async (options) => {
      const { grade } = await import("./commands/grade.js");
      finish(await grade(options));
    });

  program
    .command("grade-sample")
    .summary("grade one submission")
    .description("Grades one submission and prints its report.")
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
      const { gradeSample } = await import("./commands/grade-sample.js");
      finish(await gradeSample({ ...options, submission, competition }));
    });

  program
    .command("validate")
    .summary("say whether a submission can be scored")
    .description(
      "Says whether a submission can be scored, and never how well it does. Exit code 1 when it cannot.",
    )
    .argument(...submissionArgument)
    .argument(...competitionArgument)
    .addOption(dataDirOption())
    .addOption(miniOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("validate submission.csv spaceship-titanic"))
    .action(async (submission, competition, options) => {
      const { validate } = await import("./commands/validate.js");
      finish(await validate({ ...options, submission, competition }));
    });

  program
    .command("demo")
    .summary("see everything work, offline, in seconds")
    .description("Prepares made-up data of every competition and grades three submissions of each.")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("demo"))
    .action(async (options) => {
      const { demo } = await import("./commands/demo.js");
      finish(await demo(options));
    });

  program
    .command("list")
    .summary("list competitions")
    .description("Lists every competition that can be found by id.")
    .option("--split <name>", "only the competitions of a split")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("list", "list --split low --json"))
    .action(async (options) => {
      const { list } = await import("./commands/list.js");
      finish(await list(options));
    });

  program
    .command("describe")
    .summary("print a competition's description")
    .argument(...competitionArgument)
    .option("--obfuscated", "the version that names neither competition, host nor brand")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("describe spaceship-titanic", "describe spaceship-titanic --obfuscated"))
    .action(async (competition, options) => {
      const { describe } = await import("./commands/describe.js");
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
      const { thresholds } = await import("./commands/thresholds.js");
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
      const { schema } = await import("./commands/schema.js");
      finish(await schema({ ...options, competition }));
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
      const { miniature } = await import("./commands/miniature.js");
      finish(await miniature({ ...options, competition }));
    });

  program
    .command("self-check")
    .summary("check that competitions make sense")
    .description("Checks that the sample submission is valid and that nothing beats the gold answers.")
    .argument("[competitions...]", "ids, splits, files of ids, or paths of packages (default: all)")
    .addOption(miniOption())
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples("self-check ./my-competition", "self-check low --data-dir /data/mle-bench"),
    )
    .action(async (competitions, options) => {
      const { selfCheck } = await import("./commands/self-check.js");
      finish(await selfCheck({ ...options, competitions }));
    });

  return program;
}
