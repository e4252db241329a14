import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import type { RunSpecification } from "@mlebench/runner";
import { groupMarker, runMarker } from "./processes.js";

/** The agent's command, on this machine's paths and the run's own cores. */
export function commandOf(run: RunSpecification, home: string): string[] {
  const command = run.command.map((part, index) =>
    index < 2 && part.startsWith("/home/agent/")
      ? join(home, "agent", part.slice("/home/agent/".length))
      : part,
  );
  return onOwnCores(run, command);
}

/** Confines a command to the run's own cores. */
export function onOwnCores(
  { allocation: { cpuSet } }: Pick<RunSpecification, "allocation">,
  command: readonly string[],
): string[] {
  return cpuSet !== undefined && isInstalled("taskset")
    ? ["taskset", "-c", cpuSet.join(","), ...command]
    : [...command];
}

/** @param places variables with the paths of the run */
export function environmentOf(
  run: RunSpecification,
  places: Readonly<Record<string, string>>,
): Record<string, string> {
  const { gpuDevices } = run.allocation;
  return {
    ...childEnvironment(),
    ...places,
    ...(gpuDevices !== undefined && { CUDA_VISIBLE_DEVICES: gpuDevices.join(",") }),
    ...run.environment,
    [runMarker]: run.runId,
    [groupMarker]: run.runGroup,
  };
}

/** True when a program can be started by its name. */
export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((directory) => existsSync(join(directory, program)));
}
