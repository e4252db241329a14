import { type Command, Option } from "commander";
import {
  dataDirOption,
  descriptionsOption,
  examples,
  jsonOption,
  miniOption,
  parseBytes,
  parseCores,
  parseDuration,
  parseGpus,
  parsePositive,
  selectionOptions,
  verboseOption,
} from "./options.js";
import type { SetExitCode } from "./set-exit-code.js";

const runDirOption = (): Option => new Option("--run-dir <dir>", "directory of run groups (default: runs)");
const agentDirOption = (): Option =>
  new Option("--agent-dir <dir>", "an agent's folder, from anywhere: config.yaml, Dockerfile, start script");
const backendOption = (): Option =>
  new Option(
    "--backend <name>",
    "docker, or process, which isolates nothing and is for developing agents",
  ).choices(["docker", "process"]);

/** Values of an option that may be given several times; each with one value or more. */
function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** Commands that let agents work, and what is made of their results. */
export function addRunCommands(program: Command, setExitCode: SetExitCode): void {
  const env = program.command("env").summary("the image that agents start from");
  env
    .command("build")
    .summary("build mlebench-env")
    .description("Builds the image that agents' images start from, through the Docker API.")
    .option("--no-heavy", "leave out the machine-learning packages, several gigabytes")
    .option("--platform <platform>", "such as linux/amd64 (default: the engine's)")
    .option("--base-image <image>", "a Debian or Ubuntu image to start from, also a local one")
    .option("--pip-index-url <url>", "Python package index")
    .option("--apt-mirror <url>", "Debian mirror")
    .option("--build-arg <name=value...>", "further build arguments")
    .option("--tag <tag>", "name of the image", "mlebench-env")
    .option("--no-cache", "build every layer again")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("env build --no-heavy", "env build --base-image my-base:1"))
    .action(async (options) => {
      const { environmentBuild } = await import("../commands/environment-build.js");
      setExitCode(await environmentBuild(options));
    });

  const agents = program.command("agents").summary("agents that can be run");
  agents
    .command("list")
    .summary("list agents")
    .description("Lists the agents that can be named by id, or what a folder's configuration comes to.")
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
    .summary("build an agent's image")
    .argument("[id]", "the agent's id; may be left out with --agent-dir")
    .option("--agent-id <id>", "the same as the argument")
    .addOption(agentDirOption())
    .option("--platform <platform>", "such as linux/amd64 (default: the engine's)")
    .option("--build-arg <name=value...>", "further build arguments")
    .option("--tag <tag>", "name of the image (default: the agent's)")
    .option("--no-cache", "build every layer again")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText("after", examples("agents build dummy", "agents build --agent-dir ../my-agent"))
    .action(async (id, options) => {
      const { agentsBuild } = await import("../commands/agents.js");
      setExitCode(await agentsBuild({ ...options, agentId: id ?? options.agentId }));
    });

  addRun(program, setExitCode);

  program
    .command("make-submission")
    .summary("list the submissions of a run group, for grade")
    .requiredOption("--metadata <file>", "metadata.json of a run group, also the reference's")
    .option("--output <file>", "JSONL file to write (default: submission.jsonl)")
    .option("--rel-submission-path <path>", "where a run directory has its submission")
    .option("--rel-log-path <path>", "where a run directory has its logs")
    .option("--rel-code-path <path>", "where a run directory has its code")
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
    .command("aggregate")
    .summary("mean, standard error and confidence interval over seeds")
    .description(
      "Aggregates grading reports, the reference's and ours in any mix: for every metric the mean over seeds, its standard error and confidence interval.",
    )
    .option("--grading-reports <files...>", "grading reports")
    .option(
      "--experiment-id <id>",
      "an experiment of RUN_DIR/run_group_experiments.csv instead: the report of each of its run groups",
    )
    .addOption(runDirOption())
    .option("--split <name>", "the split, or a file of ids, that every seed must cover", "split75")
    .option(
      "--num-seeds <number>",
      "how many seeds there must be (default: as many as are complete)",
      parsePositive,
    )
    .option("--pad-missing", "count missing runs as runs without a submission")
    .addOption(
      new Option("--format <name>", "how to print it")
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

function addRun(program: Command, setExitCode: SetExitCode): void {
  const run = selectionOptions(program.command("run"))
    .summary("run an agent on competitions")
    .description(
      "Runs an agent on each competition as often as there are seeds, in containers in which the answers never are. Everything is written as it happens; --resume finishes a group after a crash.",
    )
    .option("--agent-id <id>", "the agent (see agents list)")
    .addOption(agentDirOption())
    .option("--plexe-config <file>", "Plexe's mle-bench-config.yaml, as it is")
    .option("--kwargs <name=value...>", "arguments of the agent, over those of its config.yaml", collect)
    .option(
      "--env-vars <name=value...>",
      "variables of the agent, likewise; secrets as in config.yaml, so that no value is written down",
      collect,
    )
    .option("--competition-set <file>", "the ids in a text file, one a line, or a split by its name")
    .option("--n-seeds <number>", "runs of each competition (default: 1)", parsePositive)
    .option("--n-workers <number>", "runs at a time (default: 1)", parsePositive)
    .addOption(runDirOption())
    .addOption(dataDirOption())
    .addOption(miniOption())
    .addOption(backendOption())
    .option(
      "--image <image>",
      "image to run as it is, though its agent's folder may have changed (default: the agent's name)",
    )
    .option(
      "--build",
      "build the agent's image first where it is missing or older than its folder or environment",
    )
    .option("--container-config <file>", "JSON file with the reference's keys; the options below win over it")
    .option("--timeout <time>", "for each run (default: 24h)", parseDuration)
    .option("--grace <time>", "between telling an agent to end and ending it (default: 30s)", parseDuration)
    .option("--cpus <number>", "cores for each run, its own unless shared", parseCores)
    .option("--memory <size>", "memory for each run", parseBytes)
    .option("--shm-size <size>", "shared memory for each run", parseBytes)
    .option("--disk <size>", "what a run may write", parseBytes)
    .option("--pids <number>", "processes of each run", parsePositive)
    .option("--gpus <devices...>", "the GPUs that may be used, by index or UUID (default: all)")
    .option("--gpus-per-run <number>", "GPUs for each run, its own unless shared; -1 for all", parseGpus)
    .option("--gpu-driver <name>", "driver that hands GPUs to containers")
    .option("--share-cpus", "let parallel runs use the same cores")
    .option("--share-gpus", "let parallel runs use the same GPUs")
    .option("--runtime <name>", "container runtime, such as sysbox-runc")
    .option("--network <name>", "bridge (default), none, internal, host or a network's name")
    .option("--obfuscated", "describe tasks without names of competition, host and brand")
    .addOption(descriptionsOption())
    .option(
      "--grader-base <image>",
      "what the grading server's image is made from (default: node:20-bookworm-slim)",
    )
    .addOption(
      new Option(
        "--grader-node <whose>",
        "the base image's Node, or this machine's, for a base without one",
      ).choices(["image", "host"]),
    )
    .option(
      "--validations-per-minute <number>",
      "validations that an agent may request in any 60 seconds (default: 10)",
      parsePositive,
    )
    .option("--retain", "keep containers after their runs")
    .option("--dry-run", "say what would run and what is missing for it, and start nothing")
    .option("--resume <group>", "finish a run group: its name, or directory")
    .option("--grade", "grade the run group at the end; the exit code tells of failed runs as well")
    .addOption(jsonOption())
    .addOption(verboseOption())
    .addHelpText(
      "after",
      examples(
        "run --agent-id dummy --competition-set splits/low.txt --n-seeds 3 --n-workers 4",
        "run --agent-dir ../my-agent -c spaceship-titanic --mini --timeout 30m --grade",
        "run --agent-id aide -c spaceship-titanic --kwargs agent.steps=8 --env-vars STEP_LIMIT=8",
        "run --resume 2026-01-31T12-00-00-GMT_run-group_dummy",
      ),
    )
    .addHelpText(
      "after",
      [
        "\nExit codes:",
        "  0    every run succeeded, and with --grade every submission was graded",
        "  1    a run failed, timed out or has no result; the runs could not start; or with --grade: the data failed verification",
        "  2    wrong usage",
        "  3    with --grade: a grader broke",
        "  130  stopped by Ctrl-C; --resume finishes the group",
      ].join("\n"),
    )
    .action(async (options) => {
      const { run: runCommand } = await import("../commands/run.js");
      setExitCode(await runCommand(options));
    });
  run
    .command("clean")
    .summary("remove containers, networks and volumes that runs left behind")
    .description("Removes only what carries this tool's labels; run directories stay.")
    .option("--run-group <name>", "only of this run group")
    .option("--dry-run", "only say what would be removed")
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
