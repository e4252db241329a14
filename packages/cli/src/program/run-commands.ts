import { runChoices, runConfig } from "@mlebench/runner/settings";
import { type Command, Option } from "commander";
import { bundledBackends } from "../bundled-backends.generated.js";
import { addDotenv, examples, exitCodeHelp, jsonOption, parsePositive, verboseOption } from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";
import { addSettings, settingOption } from "./setting-options.js";

const runDirOption = (): Option => settingOption(runChoices, "runDir");
const splitOption = (): Option =>
  new Option("--split <name>", "Competitions to compare")
    .choices(["low", "medium", "high", "all"])
    .default("all");
const agentDirOption = (): Option => settingOption(runChoices, "agentDir");
/** The backend of a run: its help names those that are bundled, by what their packages say. */
const backend = {
  ...runChoices.backend,
  about: `${runChoices.backend.about}. ${bundledBackends.map(({ id, description }) => `${id}: ${description}`).join("; ")}`,
  defaultText: bundledBackends[0].id,
};
/** What only one backend has is shown for that one. */
const backendHelp = "\nA backend may have further options: run with --backend ID --help to see them.";
const backendOption = (): Option => settingOption({ backend }, "backend");
const groupBackendOption = (): Option =>
  new Option(
    "--backend <backend>",
    "The backend of the run group, by ID or path (default: the one it began with)",
  );

/** Commands that build images of agents, run agents, and process the results. */
export function addRunCommands(program: Command, setExitCode: SetExitCode): void {
  addImageCommands(program, setExitCode);
  addRun(program, setExitCode);
  addResultCommands(program, setExitCode);
  addExperimentCommands(program, setExitCode);
}

function addImageCommands(program: Command, setExitCode: SetExitCode): void {
  const env = program.command("env");
  env
    .command("build")
    .summary("Build mlebench-env")
    .description("Build mlebench-env, the base image of agents, through the Docker API.")
    .option("--no-heavy", "Skip machine learning packages (several GB)")
    .option("--platform <platform>", "Platform such as linux/amd64 (default: the Docker daemon's)")
    .option("--base-image <image>", "Debian or Ubuntu image to build on; may be a local one")
    .option("--pip-index-url <url>", "Python package index")
    .option("--apt-mirror <url>", "Debian mirror")
    .option("--build-arg <name=value...>", "Further build arguments")
    .option("--tag <tag>", "Name of the image", "mlebench-env")
    .option("--recipe <dir>", "Write what Apptainer builds the image from, and build nothing")
    .option("--no-cache", "Build without the layer cache")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("env build --no-heavy", "env build --base-image my-base:1"))
    .action(async (options) => {
      const { environmentBuild } = await import("../commands/environment-build.js");
      setExitCode(await environmentBuild(options));
    });

  const agents = program.command("agents");
  agents
    .command("list")
    .summary("List agents")
    .description("List the built-in agents, or show the resolved configuration of the agents in a directory.")
    .addOption(agentDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("agents list --json", "agents list --agent-dir ../my-agent"))
    .action(async (options) => {
      const { agentsList } = await import("../commands/agents.js");
      setExitCode(await agentsList(options));
    });
  agents
    .command("build")
    .summary("Build an agent's image")
    .argument("[id]", "Agent ID; optional with --agent-dir")
    .option("--agent-id <id>", "Same as the argument")
    .addOption(agentDirOption())
    .option("--platform <platform>", "Platform such as linux/amd64 (default: the Docker daemon's)")
    .option("--build-arg <name=value...>", "Further build arguments")
    .option("--tag <tag>", "Name of the image (default: the agent's name)")
    .option("--recipe <dir>", "Write what Apptainer builds the image from, and build nothing")
    .option("--no-cache", "Build without the layer cache")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("agents build dummy", "agents build --agent-dir ../my-agent"))
    .action(async (id, options) => {
      const { agentsBuild } = await import("../commands/agents.js");
      setExitCode(await agentsBuild({ ...options, agentId: id ?? options.agentId }));
    });
}

function addResultCommands(program: Command, setExitCode: SetExitCode): void {
  program
    .command("make-submission")
    .requiredOption("--metadata <file>", "metadata.json of a run group, also one of the Python reference")
    .option("--output <file>", "JSONL file to write (default: submission.jsonl)")
    .option("--rel-submission-path <path>", "Path of the submission in a run directory")
    .option("--rel-log-path <path>", "Path of the logs in a run directory")
    .option("--rel-code-path <path>", "Path of the code in a run directory")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples("make-submission --metadata runs/GROUP/metadata.json --output runs/GROUP/submission.jsonl"),
    )
    .action(async (options) => {
      const { makeSubmission } = await import("../commands/make-submission.js");
      setExitCode(await makeSubmission(options));
    });

  program
    .command("logs")
    .description(
      "Write run groups of any age and any agent as logs for `inspect view` and Inspect's Python library, one per run group, or as ATIF-v1.8 trajectories, one per run. Scores are those of the grading reports in the run group's directory.",
    )
    .argument("<run-group...>", "Run groups, by name or directory")
    .addOption(new Option("--format <name>", "Output format").choices(["inspect", "atif"]).default("inspect"))
    .addOption(
      new Option("--log-format <format>", "Format of Inspect's logs")
        .choices(["eval", "json"])
        .default("eval"),
    )
    .option("-o, --output-dir <dir>", "Directory to write to", "logs")
    .addOption(runDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples("logs runs/*_run-group_aide", "logs 2026-01-31T12-00-00-GMT_run-group_react --format atif"),
    )
    .action(async (runGroups, options) => {
      const { logs } = await import("../commands/logs.js");
      setExitCode(await logs({ ...options, runGroups }));
    });

  program
    .command("aggregate")
    .description(
      "Aggregate grading reports of mlebench and of the Python reference in any mix. For every metric, compute the mean over seeds, its standard error, and its confidence interval.",
    )
    .option("--grading-reports <files...>", "Grading reports")
    .option(
      "--experiment-id <id>",
      "Experiment in RUN_DIR/run_group_experiments.csv; takes the reports of its run groups",
    )
    .addOption(runDirOption())
    .option("--split <name>", "Split name or ID file that every seed must cover", "split75")
    .option(
      "--num-seeds <number>",
      "Number of seeds to aggregate (default: all complete seeds)",
      parsePositive,
    )
    .option("--pad-missing", "Count missing runs as runs without a submission")
    .addOption(
      new Option("--format <name>", "Output format")
        .choices(["text", "csv", "markdown", "latex", "json"])
        .default("text"),
    )
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "aggregate --grading-reports runs/*/*grading_report.json --split low --num-seeds 3",
        "aggregate --experiment-id models-gpt4o-aide --run-dir ../mle-bench/runs",
      ),
    )
    .action(async (options) => {
      const { aggregate } = await import("../commands/aggregate.js");
      setExitCode(await aggregate(options));
    });
}

/** Commands about experiments: run groups and grading reports of one agent or several. */
function addExperimentCommands(program: Command, setExitCode: SetExitCode): void {
  program
    .command("compare")
    .description(
      "Compare two agents on the competitions that both have run: medals, percentiles on the human leaderboard, and normalized scores (0: sample submission, 1: gold), with a bootstrap interval and a sign test. Each experiment is a run group, by name or path, or a grading report of mlebench or the Python reference; several with one label are further seeds.",
    )
    .argument("<experiments...>", "Run groups or grading reports, as PATH or LABEL=PATH")
    .addOption(splitOption())
    .addOption(runDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "compare runs/2026-01-31T12-00-00-GMT_run-group_aide runs/2026-02-01T12-00-00-GMT_run-group_react",
        "compare old=a-seed-1.json old=a-seed-2.json new=b-seed-1.json new=b-seed-2.json --split low",
      ),
    )
    .action(async (experiments, options) => {
      const { compare } = await import("../commands/compare.js");
      setExitCode(await compare({ ...options, experiments }));
    });

  program
    .command("leaderboard")
    .description(
      "Show the leaderboard that the authors of the benchmark publish, with local experiments placed into it.",
    )
    .option("--place <experiments...>", "Run groups or grading reports to place, as PATH or LABEL=PATH")
    .addOption(
      new Option("--sort <key>", "What to sort by")
        .choices(["all", "low", "medium", "high", "percentile", "hours", "date", "agent"])
        .default("all"),
    )
    .option("--pad-missing", "Count missing runs of placed experiments as failed")
    .addOption(runDirOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples("leaderboard --sort low", "leaderboard --place mine=runs/*/*grading_report.json"),
    )
    .action(async (options) => {
      const { leaderboard } = await import("../commands/leaderboard.js");
      setExitCode(await leaderboard(options));
    });
}

function addRun(program: Command, setExitCode: SetExitCode): void {
  const run = addSettings(addDotenv(program.command("run")), { ...runConfig, backend }, { sections: true })
    .description(
      "Run an agent on each competition, once per seed, in containers that have no access to the answers. Save results as they arrive. Use --resume to finish an interrupted run group. Any option of a run can also be in a YAML file for --config, where --n-seeds 3 is `n_seeds: 3`.",
    )
    .option("--config <file>", "YAML file with settings; command-line options take precedence")
    .option("--dry-run", "Show planned runs without starting them")
    .option("-o, --output-dir <dir>", "With --dry-run, write the manifests of runs for a cluster")
    .option("--resume <group>", "Resume a run group, by name or directory")
    .option("--attach <group>", "Resume a run group of a cluster; Ctrl-C leaves its runs alone")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "run --agent-id dummy --competition-set splits/low.txt --n-seeds 3 --n-workers 4",
        "run --agent-dir ../my-agent -c spaceship-titanic --mini --timeout 30m --grade",
        "run --agent-id aide -c spaceship-titanic --kwargs agent.steps=8 --env-vars STEP_LIMIT=8",
        "run --config bench.yaml --n-seeds 1 --dry-run",
        "run --config bench.yaml --backend kubernetes --dry-run -o manifests",
        "run --resume 2026-01-31T12-00-00-GMT_run-group_dummy",
      ),
    )
    .addHelpText("after", backendHelp)
    .addHelpText(
      "after",
      exitCodeHelp({
        0: "Every run succeeded, and with --grade every submission was graded",
        1: "A run failed, timed out, or has no result; the runs could not start; or with --grade, the data failed verification",
        2: "Invalid usage",
        3: "Grader error, with --grade",
        130: "Stopped by Ctrl-C; use --resume to finish the run group",
      }),
    )
    .action(async (options) => {
      const { run: runCommand } = await import("../commands/run.js");
      setExitCode(await runCommand(options));
    });
  run
    .command("collect")
    .summary("Collect a run group without starting anything")
    .description(
      "Follow the runs of a run group of a cluster to their end, and collect what they have made. Unlike `run --attach`, start no run and repeat none. With --grade, this is what a job does when nobody is attached.",
    )
    .argument("<group>", "Run group, by name or directory")
    .addOption(settingOption(runChoices, "grade"))
    .addOption(
      new Option("--as-scheduled", "Wait for other runners, and do nothing if they grade").hideHelp(),
    )
    .addOption(runDirOption())
    .addOption(groupBackendOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("run collect 2026-01-31T12-00-00-GMT_run-group_dummy --grade"))
    .action(async (group, options) => {
      const { runCollect } = await import("../commands/run-collect.js");
      setExitCode(await runCollect(group, options));
    });
  run
    .command("cancel")
    .summary("Stop a run group")
    .description(
      "Stop the runs of a run group that work or wait in a queue, also those that another process started, and collect what they have made. `run --resume` repeats them.",
    )
    .argument("<group>", "Run group, by name or directory")
    .addOption(runDirOption())
    .addOption(groupBackendOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("run cancel 2026-01-31T12-00-00-GMT_run-group_dummy"))
    .action(async (group, options) => {
      const { runCancel } = await import("../commands/run-cancel.js");
      setExitCode(await runCancel(group, options));
    });
  run
    .command("clean")
    .summary("Remove leftover containers, networks, volumes, and jobs")
    .description("Remove only resources labeled by mlebench. Keep run directories.")
    .option("--run-group <name>", "Name of the run group (default: all)")
    .option("--dry-run", "Show what would be removed without removing it")
    .addOption(runDirOption())
    .addOption(backendOption())
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("run clean --dry-run"))
    .action(async (options) => {
      const { runClean } = await import("../commands/run-clean.js");
      setExitCode(await runClean(options));
    });
}
