import { shellWord } from "@mlebench/core";
import type { SlurmSettings } from "../settings.js";
import { taskFile } from "../task-file.js";

/** The script of an array: its index is a line of a list. */
export function batchScript(list: string, { setup, nodeProgram = process.execPath }: SlurmSettings): string {
  return [
    "#!/bin/bash",
    "# Written by mlebench: a task of this array is a line of the list.",
    ...(setup === undefined ? [] : [setup]),
    `exec ${[nodeProgram, taskFile, list].map(shellWord).join(" ")} "$SLURM_ARRAY_TASK_ID"`,
    "",
  ].join("\n");
}
