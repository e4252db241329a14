import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunContext } from "../run/run-context.js";
import { agentDirectory } from "./agent-task.js";

const name = "transcript.jsonl";

/**
 * Puts the transcript of an agent in code among the run's logs, where audits look. It replaces whatever its commands left
 * there under that name.
 */
export function keepTranscript({ runDirectory }: Pick<RunContext, "runDirectory">): void {
  const own = join(runDirectory, agentDirectory, name);
  if (!existsSync(own)) return;
  const logs = join(runDirectory, "logs");
  mkdirSync(logs, { recursive: true });
  const copy = join(logs, name);
  // Also a link, through which nothing is written.
  rmSync(copy, { recursive: true, force: true });
  copyFileSync(own, copy);
}
