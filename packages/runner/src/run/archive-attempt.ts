import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { outputDirectories } from "../backend/backend.js";
import { submissionsDirectory } from "../collect/keep-submissions.js";
import { agentDirectory } from "../hosted/agent-task.js";
import { usageFile } from "./save-usage.js";

/** Moves what an earlier attempt left to `attempt-N/`. */
export function archiveAttempt(runDirectory: string, attempt: number): void {
  const left = [
    "run.log",
    ".run.log.position",
    "validations.jsonl",
    usageFile,
    agentDirectory,
    submissionsDirectory,
    ...outputDirectories,
  ].filter((name) => existsSync(join(runDirectory, name)));
  if (left.length === 0) return;
  const archive = join(runDirectory, `attempt-${Math.max(1, attempt)}`);
  mkdirSync(archive, { recursive: true });
  for (const name of left) {
    const free = [name, ...Array.from({ length: 1000 }, (_, index) => `${name}.${index + 2}`)].find(
      (candidate) => !existsSync(join(archive, candidate)),
    );
    if (free !== undefined) renameSync(join(runDirectory, name), join(archive, free));
  }
}
