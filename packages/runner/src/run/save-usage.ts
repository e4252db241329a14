import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@mlebench/disk";
import type { RunUsage } from "../backend/backend.js";

/** In a run's directory while its agent works: what the agent used when it was last looked at. */
export const usageFile = "usage.json";

/** Keeps the last usage where a viewer of another process finds it. A full disk is no reason to fail a run. */
export function saveUsage(runDirectory: string, usage: RunUsage): void {
  try {
    const text = `${JSON.stringify({ time: new Date().toISOString(), ...usage })}\n`;
    writeFileAtomically(join(runDirectory, usageFile), text);
  } catch {
    // The next look tries again.
  }
}

/** An agent that has ended uses nothing. */
export function removeUsage(runDirectory: string): void {
  rmSync(join(runDirectory, usageFile), { force: true });
}
