import { type Command, Option } from "commander";
import {
  addDotenv,
  dataDirOption,
  examples,
  exitCodeHelp,
  jsonOption,
  parseCount,
  parsePositive,
  verboseOption,
} from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";

/** Adds the audit that correlates what a model knows with how agents perform. */
export function addFamiliarityCommand(program: Command, setExitCode: SetExitCode): void {
  addDotenv(program.command("familiarity"))
    .description(
      "Measure how well a base model knows the original texts of competitions, as the mean probability of their tokens, and correlate it with the performance in grading reports. The model needs a completions endpoint with log probabilities. Original descriptions come from `import-reference`: built-in ones are new texts, which no model has seen.",
    )
    .option("--model <name>", "Base model, such as vllm/meta-llama/Llama-3.1-8B")
    .option("--base-url <url>", "Address of the model's server")
    .option("--control-model <name>", "Model for comparison, which did not take part")
    .option("--control-base-url <url>", "Address of the control model's server")
    .option("--documents <dir>", "Texts as ID/*.md and ID/*.txt (default: imported descriptions)")
    .option("--meta-kaggle <dir>", "Tables of Meta Kaggle, for deadlines and discussions")
    .option("--grading-reports <files...>", "Grading reports; without them, nothing is correlated")
    .option("--output-cache-file <file>", "File to write results to", "familiarity_and_dates.json")
    .option("--output-plot-file <file>", "Plot to write, as .svg and .png", "familiarity_results.svg")
    .option("--existing-results <file>", "Results of an earlier measurement to complete")
    .addOption(
      new Option(
        "--method <name>",
        "Log probabilities of all tokens, or of samples (default: echo if the server can)",
      ).choices(["echo", "sampled"]),
    )
    .option("--n-samples <number>", "Tokens per document for sampled (default: 1000)", parsePositive)
    .option("--seed <number>", "Seed of samples, permutations, and resamples (default: 0)", parseCount)
    .option("--max-workers <number>", "Maximum requests at a time (default: 40)", parsePositive)
    .option("--no-cache", "Do not keep replies beside the results, which resume a measurement")
    .option("--dry-run", "Show requests, tokens, and cost without sending anything")
    .addOption(dataDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "familiarity --model vllm/my-base-model --base-url http://localhost:8000/v1 --grading-reports runs/*/*grading_report.json",
        "familiarity --existing-results familiarity_and_dates.json --grading-reports report.json",
      ),
    )
    .addHelpText(
      "after",
      exitCodeHelp({
        0: "Every document was measured",
        1: "A document was not measured, or the model cannot be called",
        2: "Invalid usage",
      }),
    )
    .action(async (options) => {
      const { familiarity } = await import("../commands/familiarity.js");
      setExitCode(await familiarity(options));
    });
}
