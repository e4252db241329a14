import { resolve } from "node:path";
import { makeDirectory, requireWritableDirectory } from "@mlebench/disk";
import type { RunEvent } from "@mlebench/runner";
import { optionalPackage } from "../optional-package.js";
import { note, warn } from "../terminal.js";
import type { RunConfig } from "./run-options.js";

/** What `--log-dir` writes while a run group runs. */
export interface RunLogging {
  onEvent: (event: RunEvent) => void;
  /** Writes the log as it stays. */
  finish: () => Promise<void>;
}

/**
 * Follows the run group for `--log-dir`; undefined without it.
 * @throws UserError if the directory cannot be written to
 */
export async function openRunLogging({ logDir, logFormat }: RunConfig): Promise<RunLogging | undefined> {
  if (logDir === undefined) return undefined;
  requireWritableDirectory(logDir, "The log directory", "Choose another one with `--log-dir`.");
  const directory = resolve(logDir);
  makeDirectory(directory);
  const { followRunGroup } = await optionalPackage(
    "@mlebench/inspect-logs",
    () => import("@mlebench/inspect-logs"),
  );
  const follower = followRunGroup({ directory, format: logFormat, onWarning: warn });
  return {
    onEvent: follower.onEvent,
    async finish() {
      const path = await follower.finish();
      if (path !== undefined) note(`Saved the log to ${path}`);
    },
  };
}
