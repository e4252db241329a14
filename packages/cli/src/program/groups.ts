import type { Command } from "commander";
import { addAuditCommands } from "./audit-commands.js";
import { addDataCommands } from "./data-commands.js";
import { addFamiliarityCommand } from "./familiarity-command.js";
import { addGradingCommands } from "./grading-commands.js";
import { addInfoCommands } from "./info-commands.js";
import { addKaggleCommands } from "./kaggle-commands.js";
import { addReportCommand } from "./report-command.js";
import { addRunCommands } from "./run-commands.js";
import type { SetExitCode } from "./set-exit-code.js";
import { addViewCommands } from "./view-commands.js";

/** A command as the help of the program shows it. */
export interface OutlinedCommand {
  name: string;
  /** Its name, and what may follow. */
  usage: string;
  summary: string;
}

/** Commands that are defined together. */
export interface CommandGroup {
  add: (program: Command, setExitCode: SetExitCode) => void;
  /** What `add` adds, in its order. */
  commands: readonly OutlinedCommand[];
}

const group = (add: CommandGroup["add"], summaries: Readonly<Record<string, string>>): CommandGroup => ({
  add,
  commands: Object.entries(summaries).map(([usage, summary]) => ({
    name: usage.split(" ", 1)[0],
    usage,
    summary,
  })),
});

/** All commands, in the order of `--help`. */
export const groups: readonly CommandGroup[] = [
  group(addDataCommands, {
    "prepare [options]": "Download and prepare competition data",
    "verify [options]": "Verify prepared data against published checksums",
    "import-reference [options] <checkout>": "Import leaderboards and descriptions from openai/mle-bench",
    "miniature [options] <competition>": "Generate synthetic raw data for a competition",
  }),
  group(addKaggleCommands, {
    kaggle: "Check access to Kaggle data",
    dev: "Commands for competition authors",
    kernels: "List and download popular Kaggle notebooks",
  }),
  group(addGradingCommands, {
    "grade [options]": "Grade a list of submissions and save a report",
    "grade-over-time [options] <run-group>": "Grade the submissions that a run group kept over time",
    "grade-sample [options] <submission> <competition>": "Grade one submission",
    "validate [options] <submission> <competition>": "Validate a submission without scoring it",
    "self-check [options] [competitions...]": "Run sanity checks on competitions",
    "demo [options]": "Prepare and grade miniatures of all competitions, offline",
  }),
  group(addRunCommands, {
    env: "Build the base image for agents",
    agents: "List agents and build their images",
    "run [options]": "Run an agent on competitions",
    "make-submission [options]": "Write a run group's submission list for `grade`",
    "logs [options] <run-group...>": "Write run groups as logs of Inspect or as trajectories",
    "aggregate [options]": "Aggregate grading reports over seeds",
    "compare [options] <experiments...>": "Compare two agents",
    "leaderboard [options]": "Show the published leaderboard",
  }),
  group(addReportCommand, {
    "report [options] [experiments...]": "Write a report with tables and plots",
  }),
  group(addViewCommands, {
    "view [options] [dir]": "Show run groups in a browser, live",
    runs: "List runs, and show one or its log",
  }),
  group(addAuditCommands, {
    "audit [options] <run-group>": "Run all audits on a run group",
    "rule-violations [options]": "Find rule violations in logs and code of runs",
    "plagiarism [options]": "Compare agents' code with public notebooks",
  }),
  group(addFamiliarityCommand, {
    "familiarity [options]": "Correlate a model's familiarity with performance",
  }),
  group(addInfoCommands, {
    "list [options]": "List competitions",
    "describe [options] <competition>": "Show the description of a competition",
    "thresholds [options] <competition>": "Show medal thresholds",
    "schema [options] <competition>": "Show the submission format",
    "completion [options] <shell>": "Print a shell completion script",
  }),
];
