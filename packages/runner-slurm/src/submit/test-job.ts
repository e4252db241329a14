import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import type { SlurmCommands } from "../scheduler/commands.js";
import type { SlurmSettings } from "../settings.js";
import { taskFile } from "../task-file.js";
import { batchScript } from "./batch-script.js";

/**
 * Asks Slurm, which knows best, whether a job can be: its partition, account, and limits.
 * @returns what keeps it from running at this moment; undefined if nothing does
 * @throws UserError if it cannot be
 */
export async function testJob(
  options: readonly string[],
  settings: SlurmSettings,
  commands: SlurmCommands,
): Promise<string | undefined> {
  if (!existsSync(taskFile)) throw new UserError("The program for the nodes is missing", { file: taskFile });
  const directory = mkdtempSync(join(tmpdir(), "mlebench-slurm-"));
  try {
    const script = join(directory, "test.sh");
    writeFileSync(script, batchScript(directory, settings));
    return await commands.test(options, script);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
