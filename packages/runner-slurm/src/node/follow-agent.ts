import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { type AgentExit, pause, type RunHandle, type RunSettings, waitAtMost } from "@mlebench/runner";
import type { StopCause } from "../record/journal.js";
import type { LifeFiles } from "../record/run-files.js";
import type { StopReasons } from "./stop-agent.js";

/** Copies the agent's output and waits until the agent has ended, by itself, at its time limit, or because it must. */
export async function followAgent(
  handle: RunHandle,
  { timeout, grace }: Pick<RunSettings, "timeout" | "grace">,
  files: LifeFiles,
  reasons: StopReasons,
): Promise<{ exit: AgentExit; stopped: StopCause | null }> {
  const over = new AbortController();
  const copied = copyOutput(handle, files.output);
  const exited = handle.wait();
  const first = await Promise.race([
    exited.then(() => undefined),
    pause(timeout * 1000, over.signal).then(() => ({ cause: "time limit" as const, grace })),
    reasons.first,
  ]).finally(() => over.abort());
  if (first !== undefined) await handle.terminate(Math.min(grace, first.grace));
  const exit = await exited;
  await waitAtMost(copied, 30_000);
  return { exit, stopped: first?.cause ?? null };
}

async function copyOutput(handle: RunHandle, file: string): Promise<void> {
  const output = createWriteStream(file, { flags: "a" });
  output.on("error", () => undefined);
  for await (const chunk of handle.logs({})) {
    if (!output.write(chunk)) await once(output, "drain");
  }
  output.end();
  await finished(output).catch(() => undefined);
}
