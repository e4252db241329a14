import { resolve } from "node:path";
import { type BackendPlugin, findBackend, readRunGroup } from "@mlebench/runner";
import { runConfig } from "@mlebench/runner/settings";
import { defaultBackend } from "../backends.js";
import { bundledBackends } from "../bundled-backends.generated.js";
import { onWarning } from "../competitions.js";
import { defaultRunsDirectory, runGroupDirectory } from "./run-setup.js";

/** @throws UsageError for an unknown backend */
export function loadBackend(reference: string): Promise<BackendPlugin> {
  return findBackend(reference, { bundled: bundledBackends, onWarning });
}

/** The backend of a run with a command line that names none: that of its run group, or of its configuration file. */
export async function chosenBackend({
  config,
  group,
  runDir = defaultRunsDirectory,
}: {
  config?: string | undefined;
  group?: string | undefined;
  runDir?: string | undefined;
}): Promise<string> {
  if (group !== undefined) return readRunGroup(runGroupDirectory(group, resolve(runDir))).plan.backend;
  if (config === undefined) return defaultBackend;
  const { peekSetting } = await import("@mlebench/runner/settings-file");
  return peekSetting(config, runConfig, "backend") ?? defaultBackend;
}
