// What a batch script starts on a node: `node task.js LIST INDEX`. It executes one run, or one command of the list.
import { readFileSync } from "node:fs";
import { describeError } from "@mlebench/core";
import { runCommand } from "./node/run-command.js";
import { runTask } from "./node/run-task.js";
import { taskFileOf } from "./record/run-files.js";
import type { CommandTask, NodeTask } from "./record/task.js";

const [list, index] = process.argv.slice(2);
try {
  const submission = readFileSync(list, "utf8").split("\n")[Number(index)];
  const life = Number(process.env.SLURM_RESTART_COUNT ?? 0) + 1;
  const task = readTask(submission);
  if (task !== undefined)
    await ("command" in task ? runCommand(submission, life, task) : runTask(submission, life, task));
  process.exit(0);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}

/** Undefined for one that was given up while it waited. */
function readTask(submission: string): NodeTask | CommandTask | undefined {
  try {
    return JSON.parse(readFileSync(taskFileOf(submission), "utf8")) as NodeTask | CommandTask;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
