import { shellWord } from "@mlebench/core";
import type { SlurmSettings } from "../settings.js";
import { taskFile } from "../task-file.js";

/** The script of an array: its index is a line of a list. */
export function batchScript(list: string, settings: SlurmSettings): string {
  const command = `${[taskFile, list].map(shellWord).join(" ")} "$SLURM_ARRAY_TASK_ID"`;
  return nodeScript("a task of this array is a line of the list", command, settings);
}

/** The script of a job that is one command: a script of Node.js and its parameters. */
export function commandScript(words: readonly string[], settings: SlurmSettings): string {
  return nodeScript("a command after the runs of a group", words.map(shellWord).join(" "), settings);
}

function nodeScript(
  about: string,
  command: string,
  { setup, nodeProgram = process.execPath }: SlurmSettings,
): string {
  return [
    "#!/bin/bash",
    `# Written by mlebench: ${about}.`,
    ...(setup === undefined ? [] : [setup]),
    `exec ${shellWord(nodeProgram)} ${command}`,
    "",
  ].join("\n");
}
