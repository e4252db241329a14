import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ContainerNetwork, InstalledTool } from "@mlebench/containers";
import { type ProcessIdentity, processStatus, writeFileAtomically } from "@mlebench/disk";
import type { AgentExit } from "@mlebench/runner";

/**
 * The pid namespace of a container. It is there for as long as its first process is; afterwards its number is used again,
 * by any container of this machine.
 */
export interface ContainerNamespace {
  pidNamespace: string;
  first: ProcessIdentity;
}

/** What a run's state directory holds, each in a file of its own that appears complete. */
export interface RunStateFiles {
  /** Made by `create`. */
  run: {
    runGroup: string;
    runId: string;
    containerName: string;
    tool: InstalledTool;
    network: ContainerNetwork;
  };
  /** The supervisor. */
  supervisor: ProcessIdentity;
  /** The container is there; the agent begins now. `url`: the grading server as the agent knows it. */
  container: ContainerNamespace & { pid: number; guest: number; url: string | null };
  /** The agent could not be started, and why. */
  failure: { message: string; hint?: string };
  exit: AgentExit;
}

export type RunStateName = keyof RunStateFiles;

export function writeState<Name extends RunStateName>(
  directory: string,
  name: Name,
  value: RunStateFiles[Name],
): void {
  writeFileAtomically(join(directory, `${name}.json`), JSON.stringify(value));
}

/** Undefined if the file is missing. */
export function readState<Name extends RunStateName>(
  directory: string,
  name: Name,
): RunStateFiles[Name] | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, `${name}.json`), "utf8")) as RunStateFiles[Name];
  } catch {
    return undefined;
  }
}

/** What is known of a run from files alone, in any process. */
export function runPhase(directory: string): "created" | "running" | "ended" {
  const supervisor = readState(directory, "supervisor");
  if (supervisor === undefined) return "created";
  if (readState(directory, "exit") !== undefined) return "ended";
  if (readState(directory, "failure") !== undefined) return "ended";
  return processStatus(supervisor) === "dead" ? "ended" : "running";
}
