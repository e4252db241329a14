import type { Competition, Environment } from "@mlebench/core";
import type { ReachedLimit, TranscriptUsage } from "@mlebench/transcripts";
import type { RunningAgent } from "../backend/running-agent.js";
import type { RunSettings } from "../settings/run-settings.js";

/** What the grading server answered about the current submission: never a score. */
export interface TaskValidation {
  /** Null if the server did not answer, or may not be asked again yet. */
  readonly valid: boolean | null;
  /** The server's sentence: that the submission is valid, or why not. */
  readonly message: string;
}

/**
 * One run, as an agent in code sees it. Commands and files are those of the agent's environment, with its rights and
 * within its limits; nothing here shows a score or an answer.
 */
export interface AgentTask {
  readonly runId: string;
  /** Undefined if the run is obfuscated. */
  readonly competitionId: string | undefined;
  /** Counts from 0: a seed for random choices. */
  readonly seed: number;
  /** Counts from 1; higher when an earlier attempt was lost or interrupted. */
  readonly attempt: number;
  /** Another process began this attempt and was killed: its files are in {@link directory}, its commands may still run. */
  readonly isResumed: boolean;
  /** The benchmark's instructions, the same that agents in containers read. */
  readonly instructions: string;
  /** The competition's description. */
  readonly description: string;
  /** Whether a lower score is better. */
  readonly isLowerBetter: boolean;
  /** The public data on this machine, for an agent that works without commands. Read only. */
  readonly publicDirectory: string;
  /** Executes commands, reads and writes files in the agent's environment. */
  readonly environment: Pick<RunningAgent, "exec" | "readFile" | "writeFile">;
  /** Where the environment has its places: `/home`, or a directory of this machine. */
  readonly home: string;
  /** One line about processors, memory, and GPUs. */
  readonly hardware: string;
  /** Seconds from the start of the run until it is stopped. */
  readonly timeLimit: number;
  /** Seconds that have passed, also in a process that was killed. */
  readonly elapsed: () => number;
  readonly settings: RunSettings;
  /** Secrets and addresses, such as keys of models. They are not in the agent's environment. */
  readonly secrets: Environment;
  /** A directory of this machine for the agent's own records, kept with the run; commands cannot reach it. */
  readonly directory: string;
  /** Writes the submission. */
  readonly writeSubmission: (csv: string | Uint8Array) => Promise<void>;
  /** Asks the grading server about the submission that is there now. */
  readonly validate: () => Promise<TaskValidation>;
  /** Adds a line to the run's log. */
  readonly log: (line: string) => void;
  /** Aborted when the time is up or a person stops the run. What the agent is doing then should end at once. */
  readonly signal: AbortSignal;
}

/** How an agent in code ended. Everything may be left out. */
export interface AgentReport {
  /** The limit of its own that ended it. */
  readonly limit?: ReachedLimit | null;
  /** Tokens by model. */
  readonly usage?: Readonly<Record<string, TranscriptUsage>>;
  /** US dollars; null if a price is unknown. */
  readonly cost?: number | null;
  /** Calls of a model. */
  readonly turns?: number;
  /** Why the agent failed: the run counts as failed. */
  readonly error?: string;
}

/** What an agent in code gives: a submission, a report, or nothing, if it wrote the submission itself. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without `return` is an agent too
export type AgentResult = string | Uint8Array | AgentReport | undefined | void;

/** What is known before anything starts. */
export interface HostedAgentPlan {
  readonly settings: RunSettings;
  readonly competitions: readonly Competition[];
  readonly secrets: Environment;
  /** What a person should know although the runs can start. */
  readonly onWarning: (message: string) => void;
}

/** What {@link defineAgent} is given. */
export interface HostedAgentDefinition {
  /** As in `--agent-id ID` and in `mlebench.agent` of package.json. */
  readonly id: string;
  /** One sentence. */
  readonly about?: string;
  /** Recorded with every run. */
  readonly version?: string;
  /** @throws UserError for what would keep every run from working: a key is missing */
  readonly check?: (plan: HostedAgentPlan) => void | Promise<void>;
  /**
   * Works on one task, from its start or, if {@link AgentTask.isResumed}, from what its directory holds. A rejection
   * fails the run.
   */
  readonly run: (task: AgentTask) => AgentResult | Promise<AgentResult>;
}

/**
 * An agent in code: its loop runs in the runner's process, and only its commands run in the environment, so that keys
 * never enter it and what it records cannot be forged.
 */
export interface HostedAgent extends Required<Omit<HostedAgentDefinition, "check">> {
  readonly kind: "hosted";
  readonly check: (plan: HostedAgentPlan) => Promise<void>;
}

/**
 * Defines an agent in code. A package that exports it as `agent`, and has `"mlebench": { "agent": "ID" }` in its
 * package.json, is found by `--agent-id ID` in every project that depends on it.
 */
export function defineAgent(definition: HostedAgentDefinition): HostedAgent {
  const { id, about = "", version = "", run, check } = definition;
  return {
    kind: "hosted",
    id,
    about,
    version,
    run,
    check: async (plan) => check?.(plan),
  };
}
