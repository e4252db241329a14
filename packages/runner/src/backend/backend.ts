import type { Agent } from "@mlebench/agents";
import type { Competition } from "@mlebench/core";
import type { Allocation } from "../machine/allocation.js";
import type { RunSettings } from "../settings/run-settings.js";
import type { BackendImages } from "./images.js";
import type { BackendManifests } from "./manifests.js";
import type { RunningAgent } from "./running-agent.js";

/** Everything a backend needs to make one run. */
export interface RunSpecification {
  /** Name of the run group, such as `2026-01-31T12-00-00-UTC_run-group_dummy`. */
  runGroup: string;
  /** `<competition id>_<UUID>`: unique in the world. */
  runId: string;
  /** Counts from 0. */
  seed: number;
  /** Counts from 1; higher when an earlier attempt was lost or interrupted. */
  attempt: number;
  competition: Competition;
  dataDirectory: string;
  publicDirectory: string;
  privateDirectory: string;
  /** The agent's directory; undefined for an agent in code: its commands run in the environment as it is. */
  agent: Agent | undefined;
  image: string;
  /** As in the agent's environment: `["bash", "/home/agent/start.sh", …]`. Secrets in it are filled in. */
  command: readonly string[];
  /**
   * The agent's own variables, secrets filled in, over the variables of every agent: `TIME_LIMIT_SECS`, `HARDWARE` and,
   * unless obfuscated, `COMPETITION_ID`. Backends add only what concerns themselves; one that {@link Backend.schedules}
   * adds `HARDWARE`, which it alone knows.
   */
  environment: Readonly<Record<string, string>>;
  /** The text put at `/home/data/description.md`. */
  description: string;
  /** A limit that is absent does not limit. */
  settings: RunSettings;
  /** The cores and GPUs that are this run's own. */
  allocation: Allocation;
  privileged: boolean;
  /** Absolute path of an existing directory, this run's alone: `run.log`, `submission/`, `logs/`, `code/` are below. */
  runDirectory: string;
}

/** What is going to run, before anything is made. */
export interface RunPlan {
  runGroup: string;
  /** Only asked what would happen: nothing may be made for it. */
  isDryRun: boolean;
  /**
   * What to do about an image that is not made of the agent's folder as it is. `warn` where somebody chose the image, and
   * for a run group that began with it.
   */
  outdatedImage: "refuse" | "warn";
  /** What a person should know although the runs can start. */
  onWarning?: (message: string) => void;
  /** Undefined for an agent in code: the image is the environment, or whatever somebody chose. */
  agent: Agent | undefined;
  image: string;
  /** The command that makes the image. */
  buildCommand: string;
  competitions: readonly Competition[];
  /** How many runs are to begin; undefined where that is not what is asked. */
  runs?: number;
  settings: RunSettings;
  privileged: boolean;
  dataDirectory: string;
}

export type OutputDirectory = "submission" | "logs" | "code";

/** Order in which outputs are collected: what a score depends on comes first. */
export const outputDirectories = ["submission", "logs", "code"] as const satisfies readonly OutputDirectory[];

export interface RunUsage {
  /** Cores in use at this moment, on average over a short time. */
  cpuCores?: number;
  memoryBytes?: number;
  /** The submission as it is now. */
  submission?: { bytes: number; modified: string };
}

/** One request of the agent to validate a submission, as the grading server logs it. */
export interface RunValidation {
  time: string;
  verdict: "valid" | "invalid" | "refused" | "grader-error";
  sha256: string | null;
  bytes: number;
  reason: string | null;
  milliseconds: number;
}

/** Where a run is in its backend. */
export type RunHandleState = "created" | "queued" | "running" | "ended";

/** One run as a backend holds it. Every method can be called again, by another process too after `Backend.find`. */
export interface RunHandle extends RunningAgent {
  /** Container ids, image digests, versions … for `metadata.json`. No secrets. */
  readonly description: Readonly<Record<string, unknown>>;
  /**
   * Starts environment and grading server, waits until both are healthy, then starts the agent. Resolves when the
   * agent has been started, or of a backend that {@link Backend.schedules} when the run is in its queue.
   */
  start(): Promise<void>;
  /**
   * `created`: the agent has not been started; `queued`: it will be, by a backend that {@link Backend.schedules};
   * `running`; `ended`: {@link wait} returns how. A handle from `Backend.find` may be in any of them.
   */
  state(): Promise<RunHandleState>;
  /**
   * Of a backend that {@link Backend.schedules}: waits until the agent works or has ended. Rejects with the signal's
   * reason when aborted.
   * @returns for how many seconds the agent has worked, as a clock of its machine says; undefined if it never did
   */
  begun?(options?: { signal?: AbortSignal }): Promise<{ seconds: number } | undefined>;
  /** TERM, after the grace KILL, to every process of the agent. Resolves when none is left. */
  terminate(graceSeconds: number): Promise<void>;
  /** Undefined if unknown. */
  usage(): Promise<RunUsage | undefined>;
  /** All validations so far, in order. */
  validations(): Promise<readonly RunValidation[]>;
  /**
   * The directory as a tar stream, with members named as Docker names them: `submission/`,
   * `submission/submission.csv`. With `path`, only that member, named by its last part: `submission.csv`.
   * Undefined when there is no such thing. Nothing is read through a link.
   */
  collect(
    directory: OutputDirectory,
    options?: { path?: string },
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Removes everything that was made for the run, also a running agent. Idempotent. */
  destroy(): Promise<void>;
}

export interface CleanFilter {
  runGroup?: string;
  dryRun?: boolean;
  /** Whether a runner works on the run group of a directory: its resources stay. */
  isInUse?: (groupDirectory: string) => boolean;
}

/** A command for the time when the runs of a group have ended, and nobody may be there to look at them. */
export interface UnattendedCommand {
  /** A script of Node.js and its parameters. No secrets: they may be seen by everybody. */
  script: readonly string[];
  /** Directory that it works in. */
  cwd: string;
  /** File for what it prints, by absolute path. */
  log: string;
}

/** A run group, as {@link AfterRuns} knows it. */
export interface GroupPlace {
  runGroup: string;
  directory: string;
}

/** Has a command executed after the runs of a group. There is one per group at most. */
export interface AfterRuns {
  /**
   * Schedules the command for when all runs of the group have ended that are in the backend now. Scheduled again, it waits
   * also for runs that were added; if none were, nothing changes.
   * @returns what it is called there, such as `job 12`
   */
  schedule(group: GroupPlace, command: UnattendedCommand): Promise<string>;
  /** Whether a command is scheduled that was neither done nor canceled. */
  isScheduled(group: GroupPlace): boolean;
  /** Cancels the command, or says that it is done. Nothing if there is none. */
  cancel(group: GroupPlace): Promise<void>;
}

/** One of several commands for the machines of a backend. */
export interface MachineCommand extends UnattendedCommand {
  /** Variables beside the few that every command has; secrets among them stay secret. */
  environment: Readonly<Record<string, string>>;
  /** File for its standard output, by absolute path. */
  output: string;
  /** File for its standard error, by absolute path. */
  log: string;
}

/** What a command may use of a machine. A limit that is absent is the backend's own. */
export interface CommandLimits {
  cpus?: number | undefined;
  /** Bytes. */
  memory?: number | undefined;
  /** Seconds. */
  timeout?: number | undefined;
}

/** What becomes of a command, by its index in the list. */
export type CommandEvent =
  | { type: "queued"; index: number; where: string }
  /** Also again, if it was lost and the backend begins it once more. */
  | { type: "running"; index: number; where: string }
  /** `exitCode` is null if it did not come to an end by itself; `reason` says why then. */
  | { type: "ended"; index: number; exitCode: number | null; reason?: string };

export interface CommandListOptions {
  /** Names the commands in the backend, such as `prepare`. */
  label: string;
  /** Empty directory for what the backend keeps of them, which its machines see too. */
  directory: string;
  /** How many work at a time. */
  atOnce: number;
  limits: CommandLimits;
  /** Cancels what has not ended. */
  signal: AbortSignal;
  onEvent: (event: CommandEvent) => void;
}

/** The machines of a backend, for commands that are no runs. They go on without the process that asked for them. */
export interface MachineCommands {
  /** @throws UserError if no command with these limits could be executed */
  check(limits: CommandLimits): Promise<void>;
  /**
   * Executes commands and follows them to their ends.
   * @throws UserError if they are not taken
   */
  execute(commands: readonly MachineCommand[], options: CommandListOptions): Promise<void>;
}

/** Where agents run. The runner knows nothing else of it. */
export interface Backend {
  /** As in `--backend ID`. */
  readonly id: string;
  /** What a user must know before a run, such as "isolates nothing"; undefined when there is nothing to say. */
  readonly warning?: string;
  /**
   * Whether the backend has a queue, from which it begins runs by itself. All runs of a group are started at once,
   * `nWorkers` of the settings says how many of them may work at a time, and none has cores or GPUs of this machine. The
   * backend keeps the time limit, which begins with the agent, and goes on without a runner. @default false
   */
  readonly schedules?: boolean;
  /** Of a backend that {@link schedules} and has machines for other things too. */
  readonly afterRuns?: AfterRuns;
  /** Of a backend that has machines for commands that are no runs. */
  readonly commands?: MachineCommands;
  /** Versions and policy for `metadata.json`, such as the engine's version. Optional. */
  describe?(): Promise<Readonly<Record<string, unknown>>>;
  /** For a backend that has images. */
  readonly images?: BackendImages;
  /** For a backend that only describes runs: it is asked for nothing but a dry run. */
  readonly manifests?: BackendManifests;
  /** @throws UserError when it cannot work: no engine, no permission, image missing */
  check(plan: RunPlan): Promise<void>;
  /**
   * Makes everything for one run (containers, network, grading server) without starting the agent. A run of which an
   * attempt has ended as `requeued` is in the backend already: this takes it over.
   */
  create(run: RunSpecification): Promise<RunHandle>;
  /**
   * Finds what is still there of a run, running or ended, made by this or another process; undefined when there is
   * nothing. Gets the complete specification, so that what died with the other process (a grading server) can be
   * started again.
   */
  find(run: RunSpecification): Promise<RunHandle | undefined>;
  /** Removes what this tool left behind, only what carries our labels; gives one line for each thing removed. */
  clean(filter: CleanFilter): Promise<string[]>;
}
