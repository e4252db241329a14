import type { Agent } from "@mlebench/agents";
import type { Competition, Environment } from "@mlebench/core";
import type { Backend, UnattendedCommand } from "../backend/backend.js";
import type { CollectLimits } from "../collect/collected.js";
import type { HostedAgent } from "../hosted/hosted-agent.js";
import type { Machine } from "../machine/machine.js";
import type { RunEvent } from "../run/events.js";
import type { RunSettingInputs } from "../settings/run-settings.js";
import type { RunGroupResult } from "./run-session.js";

/**
 * Begins to prepare the data of competitions, in the order in which they are needed.
 * @param signal aborted when the data is no longer needed
 * @returns for each competition by ID a promise that rejects if its data cannot be prepared
 */
export type PrepareData = (
  competitions: readonly Competition[],
  signal: AbortSignal,
) => ReadonlyMap<string, Promise<void>>;

/** What is to be done with the result of a run group, such as grading it. */
export interface Conclusion {
  /**
   * Does it, while no other process can have the run group. Not called for a group that was interrupted, or left to its
   * backend.
   */
  work: (result: RunGroupResult) => Promise<void>;
  /**
   * The command that does the same with {@link collectRunGroup}. A backend that can executes it after the runs, in case this
   * process is not there any more.
   */
  unattended?: ((directory: string) => UnattendedCommand) | undefined;
}

/** What running and resuming have in common. */
export interface SessionOptions {
  backend: Backend;
  /** An agent's directory, or an agent in code. */
  agent: Agent | HostedAgent;
  /** Stops the runs: agents are terminated, what they left is collected. */
  signal?: AbortSignal;
  /**
   * Leaves at once: agents are killed, and what they left stays where it is until the group is resumed. Aborted after
   * {@link signal}, by somebody who does not want to wait for it.
   */
  leave?: AbortSignal;
  /**
   * Leaves at once, and runs go on: of a backend that schedules them, until the group is resumed. Nothing is stopped.
   */
  detach?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Where agents' secrets come from. @default process.env */
  environment?: Environment;
  /**
   * The text that an agent of this competition reads.
   * @default the competition's own description, obfuscated when the run is
   */
  description?: (competition: Competition) => string;
  conclusion?: Conclusion | undefined;
  /** Prepares data that is missing while runs work; without it, all data must be there. */
  prepare?: PrepareData | undefined;
  /** Versions worth keeping, such as that of the command line. */
  versions?: Readonly<Record<string, string>>;
  /** What the machine offers. @default what it has */
  machine?: Machine;
  /** How often usage, validations and the submission are looked at, less often if hundreds of runs work. @default 5000 */
  pollMilliseconds?: number;
}

export interface RunAgentsOptions extends SessionOptions {
  competitions: readonly Competition[];
  /** Where an agent in code comes from that cannot be found by ID; for whoever resumes the group. */
  agentDirectory?: string | undefined;
  /** Where competitions come from that cannot be found by id, by id; for whoever resumes the group. */
  competitionPaths?: Readonly<Record<string, string>>;
  dataDirectory: string;
  /** Whether the data consists of miniatures; needed to resume the group. @default false */
  miniature?: boolean | undefined;
  /** Run groups are made here. */
  runsDirectory: string;
  /**
   * How the group runs: time limit, seeds, workers, network and whatever else `@mlebench/runner/settings` declares, as a
   * configuration file would have it. Kept in the state for whoever resumes the group; masked in the metadata.
   */
  settings?: RunSettingInputs;
  /** Limits and container options of single competitions, by ID, over {@link settings}. */
  competitionSettings?: Readonly<Record<string, RunSettingInputs>> | undefined;
  /** What the backend was made with, kept in the state for whoever resumes the group. No secrets. */
  backendOptions?: Readonly<Record<string, string>>;
  /** How much of an agent's output goes into `run.log`. @default 200 MB */
  logLimitBytes?: number;
  collectLimits?: Partial<CollectLimits>;
}

export interface ResumeOptions extends SessionOptions {
  /** Finds a competition by id. */
  competition: (id: string) => Competition | Promise<Competition>;
  /** Instead of the number that the group began with. */
  workers?: number;
  /** Settings over those that the group began with; only those that are declared as resumable. */
  changes?: RunSettingInputs;
}
