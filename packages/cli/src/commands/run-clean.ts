import { resolve } from "node:path";
import { cleanRuns } from "@mlebench/runner";
import { openBackend } from "../backends.js";
import { exitCodes } from "../exit-codes.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { note, print, warn } from "../terminal.js";

export interface RunCleanOptions extends JsonOption {
  runGroup?: string;
  dryRun?: boolean;
  runDir?: string;
  backend?: string;
}

/** Removes what runs left behind, and says what that was. */
export async function runClean(options: RunCleanOptions): Promise<number> {
  const backend = await openBackend({
    backend: options.backend,
    runsDirectory: resolve(options.runDir ?? "runs"),
  });
  const { runGroup, dryRun } = options;
  const onInUse = (directory: string): void =>
    warn(`Skipped ${directory}: the run group is in use. Stop its runner first.`);
  const removed = await cleanRuns(backend, { runGroup, dryRun, onInUse });
  if (options.json) printJson(removed);
  else for (const line of removed) print(line);
  note(`${removed.length} ${dryRun ? "would be removed" : "removed"}.`);
  return exitCodes.ok;
}
