// What a batch script starts on a node: `node task.js LIST INDEX`. It executes one run, or one command of the list.
import { readFileSync } from "node:fs";
import { describeError } from "@mlebench/core";
import { runTask } from "./node/run-task.js";

const [list, index] = process.argv.slice(2);
try {
  const submission = readFileSync(list, "utf8").split("\n")[Number(index)];
  await runTask(submission, Number(process.env.SLURM_RESTART_COUNT ?? 0) + 1);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
}
