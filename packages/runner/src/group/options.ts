import type { Agent, AgentOverrides } from "@mlebench/agents";
import type { Competition, Environment } from "@mlebench/core";
import type { Backend, RunLimits } from "../backend/backend.js";
import type { CollectLimits } from "../collect/collect-output.js";
import type { Machine } from "../machine/machine.js";
import type { RunEvent } from "../run/events.js";

/** What running and resuming have in common. */
export interface SessionOptions {
  backend: Backend;
  agent: Agent;
  /** Stops the runs: agents are terminated, what they left is collected. */
  signal?: AbortSignal;
  /**
   * Leaves at once: agents are killed, and what they left stays where it is until the group is resumed. Aborted after
   * {@link signal}, by somebody who does not want to wait for it.
   */
  leave?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
  /** Where agents' secrets come from. @default process.env */
  environment?: Environment;
  /**
   * The text that an agent of this competition reads.
   * @default the competition's own description, obfuscated when the run is
   */
  description?: (competition: Competition) => string;
  /** Versions worth keeping, such as that of the command line. */
  versions?: Readonly<Record<string, string>>;
  /** What the machine offers. @default what it has */
  machine?: Machine;
  /** How often usage, validations and the submission are looked at. @default 5000 */
  pollMilliseconds?: number;
}

export interface RunAgentsOptions extends SessionOptions {
  competitions: readonly Competition[];
  /** Where competitions come from that cannot be found by id, by id; for whoever resumes the group. */
  competitionPaths?: Readonly<Record<string, string>>;
  dataDirectory: string;
  /** True when the data are made up; for whoever resumes the group. @default false */
  miniature?: boolean | undefined;
  /** Run groups are made here. */
  runsDirectory: string;
  /** Runs per competition. @default 1 */
  seeds?: number;
  /** Runs at the same time. @default 1 */
  workers?: number;
  /** Over the agent's configuration. Kept in the state for whoever resumes the group; masked in the metadata. */
  overrides?: AgentOverrides;
  /** Its folder may have changed since it was built. @default the agent's name, as in the reference, and not outdated */
  image?: string;
  /** @default 24 hours, 30 seconds of grace */
  limits?: Partial<RunLimits>;
  /** The machine's GPUs that may be used. @default those that nvidia-smi lists */
  gpuDevices?: readonly string[];
  /** Lets parallel runs have the same cores. @default false */
  shareCpus?: boolean;
  /** Lets parallel runs have the same GPUs. @default false */
  shareGpus?: boolean;
  /** @default "bridge" */
  network?: string;
  runtime?: string;
  /** The reference's keys. Its `nano_cpus` and `gpus` count where {@link limits} say nothing. */
  containerConfig?: Readonly<Record<string, unknown>>;
  /** @default false */
  obfuscated?: boolean;
  /** Whose descriptions {@link SessionOptions.description} gives; for the metadata. @default "builtin" */
  descriptions?: string;
  /** What the backend was made with, kept in the state for whoever resumes the group. No secrets. */
  backendOptions?: Readonly<Record<string, string>>;
  /** Leaves containers as they are after their runs. @default false */
  retain?: boolean;
  /** How much of an agent's output goes into `run.log`. @default 200 MB */
  logLimitBytes?: number;
  collectLimits?: Partial<CollectLimits>;
}

export interface ResumeOptions extends SessionOptions {
  /** Finds a competition by id. */
  competition: (id: string) => Competition | Promise<Competition>;
  /** Instead of the number that the group began with. */
  workers?: number;
}
