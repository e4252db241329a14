import { amount, duration } from "@mlebench/runner/settings";
import { type Command, Option } from "commander";
import {
  addDotenv,
  dataDirOption,
  examples,
  exitCodeHelp,
  jsonOption,
  parsePositive,
  verboseOption,
} from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";
import { settingParser } from "./setting-options.js";

const parseAmount = settingParser<number>(amount({ about: "" }));
const parseDuration = settingParser<number>(duration({ about: "" }));

/** Adds the audits of what agents did. */
export function addAuditCommands(program: Command, setExitCode: SetExitCode): void {
  addAudit(program, setExitCode);
  addRuleViolations(program, setExitCode);
  addPlagiarism(program, setExitCode);
}

function addAudit(program: Command, setExitCode: SetExitCode): void {
  addDotenv(program.command("audit"))
    .description(
      "Run `rule-violations` and `plagiarism` on the logs and code of a run group, and `familiarity` if it has a model. Print one summary. An audit that fails stops no other.",
    )
    .argument("<run-group>", "Directory of a run group, or its metadata.json")
    .requiredOption("--output-dir <dir>", "Directory to save the reports in")
    .option("--model <name>", "Model that judges rule violations (default: static analysis only)")
    .option("--base-url <url>", "Address of that model's server")
    .option("--kernels <dir>", "Directory with notebooks as ID/*.py (default: the data directory)")
    .option("--familiarity-model <name>", "Base model to measure familiarity of (default: not measured)")
    .option("--familiarity-base-url <url>", "Address of that model's server")
    .option("--documents <dir>", "Texts for familiarity (default: imported descriptions)")
    .option("--grading-reports <files...>", "Grading reports to correlate familiarity with")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("audit runs/2026-01-31T12-00-00-GMT_run-group_dummy --output-dir audits"))
    .addHelpText(
      "after",
      exitCodeHelp({
        0: "Everything was checked, whether flagged or not",
        1: "An audit failed, or did not check everything",
        2: "Invalid usage",
        130: "Stopped by Ctrl-C; reports contain what was done",
      }),
    )
    .action(async (runGroup, options) => {
      const { audit } = await import("../commands/audit.js");
      setExitCode(await audit({ ...options, runGroup }));
    });
}

function addRuleViolations(program: Command, setExitCode: SetExitCode): void {
  addDotenv(program.command("rule-violations"))
    .description(
      "Analyze the logs and code of each run for violations of the benchmark's rules: without a model by static analysis, and with `--model` also by a language model that must quote its evidence.",
    )
    .requiredOption(
      "--submission <file>",
      "JSONL file of `make-submission`, with `logs_path` and `code_path`",
    )
    .requiredOption("--output-dir <dir>", "Directory to save the reports in")
    .option("--model <name>", "Model of the judge, such as openai/gpt-4o-mini (default: no judge)")
    .option("--base-url <url>", "Address of the model's server")
    .option("--questions <ids...>", "IDs of questions for the judge (default: all)")
    .option("--extra-prompt <file>", "Text file to append to the judge's instructions")
    .addOption(new Option("--static-only", "Do not use a judge").conflicts(["model", "questions", "dryRun"]))
    .option("--dry-run", "Show calls, tokens, and cost of the judge without sending anything")
    .option("--chunk-tokens <number>", "Tokens of logs or code in a call (default: 60000)", parsePositive)
    .option("--max-connections <number>", "Maximum calls at a time (default: 10)", parsePositive)
    .option("--no-cache", "Do not keep the judge's replies in OUTPUT_DIR/replies, which resume an audit")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "rule-violations --submission submission.jsonl --output-dir audits",
        "rule-violations --submission submission.jsonl --output-dir audits --model openai/gpt-4o-mini --dry-run",
      ),
    )
    .addHelpText(
      "after",
      exitCodeHelp({
        0: "Everything was checked, whether flagged or not",
        1: "A run, file, or question was not checked",
        2: "Invalid usage",
        130: "Stopped by Ctrl-C; reports contain what was done",
      }),
    )
    .action(async (options) => {
      const { ruleViolations } = await import("../commands/rule-violations.js");
      setExitCode(await ruleViolations(options));
    });
}

function addPlagiarism(program: Command, setExitCode: SetExitCode): void {
  program
    .command("plagiarism")
    .description(
      "Compare the code of each submission with popular notebooks of its competition, and submissions for the same competition with each other. Write reports with similarities, shared lines, and verdicts.",
    )
    .requiredOption("--submission <file>", "JSONL file of `make-submission`, with `code_path`")
    .requiredOption("--output-dir <dir>", "Directory to save the reports in")
    .option("--kernels <dir>", "Directory with notebooks as ID/*.py (default: the data directory)")
    .option("--threshold <number>", "Similarity that is flagged (default: 0.6)", parseAmount)
    .option("--ignore <files...>", "Starter code of the competition, which is boilerplate")
    .option(
      "--boilerplate-share <number>",
      "Share of notebooks with the same fingerprint that makes it boilerplate (default: 0.5)",
      parseAmount,
    )
    .option("-k, --kgram-length <number>", "Tokens in a fingerprint (default: 23)", parsePositive)
    .option("-w, --kgrams-in-window <number>", "Window of fingerprints (default: 17)", parsePositive)
    .option("--max-files <number>", "Maximum files per submission (default: 200)", parsePositive)
    .option("--timeout <duration>", "Time limit per submission (default: 5m)", parseDuration)
    .option("--dolos", "Also write directories for `dolos serve`; they hold complete notebooks")
    .option("--no-cache", "Do not keep tokens of notebooks in the user cache directory")
    .option(
      "-j, --jobs <number>",
      "Number of submissions to check in parallel (default: number of CPUs)",
      parsePositive,
    )
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "plagiarism --submission submission.jsonl --output-dir audits",
        "plagiarism --submission submission.jsonl --output-dir audits --kernels ../mle-bench/mlebench/competitions",
      ),
    )
    .addHelpText(
      "after",
      exitCodeHelp({
        0: "Everything was checked, whether flagged or not",
        1: "A submission, file, or notebook was not checked",
        2: "Invalid usage",
        130: "Stopped by Ctrl-C; reports contain what was done",
      }),
    )
    .action(async (options) => {
      const { plagiarism } = await import("../commands/plagiarism.js");
      setExitCode(await plagiarism(options));
    });
}
