import { appendFileSync } from "node:fs";
import { writeFileAtomically } from "@mlebench/disk";
import { pause, type RunHandle } from "@mlebench/runner";
import type { NodeStatus } from "../record/journal.js";
import type { LifeFiles } from "../record/run-files.js";

const statusMilliseconds = 5000;

/** Writes what the agent uses and validates, until the signal is aborted and once more then. */
export async function writeStatus(
  handle: RunHandle,
  files: LifeFiles,
  seconds: () => number,
  signal: AbortSignal,
): Promise<void> {
  let known = 0;
  for (;;) {
    const isLast = signal.aborted;
    const usage = isLast ? undefined : await handle.usage().catch(() => undefined);
    const validations = (await handle.validations().catch(() => [])).slice(known);
    try {
      if (validations.length > 0)
        appendFileSync(files.validations, validations.map((one) => `${JSON.stringify(one)}\n`).join(""));
      known += validations.length;
      const status: NodeStatus = { seconds: seconds(), ...(usage !== undefined && { usage }) };
      writeFileAtomically(files.status, JSON.stringify(status));
    } catch {
      // A full disk is no reason to give up a run; the next look tries again.
    }
    if (isLast) return;
    await pause(statusMilliseconds, signal);
  }
}
