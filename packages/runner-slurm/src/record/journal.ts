import type { AgentExit, RunUsage } from "@mlebench/runner";
import { readLines } from "./json-lines.js";

/** Why a node stopped an agent. */
export type StopCause = "time limit" | "job time" | "signal" | "request";

/** What a node says happened, one line each, in this order. */
export type JournalEntry =
  /** The job is on a node. */
  | { event: "begin"; node: string; pid: number; job: string }
  /** The agent works. */
  | { event: "started"; description: Readonly<Record<string, unknown>>; home: string | undefined }
  /** The run cannot be executed. */
  | { event: "failed"; message: string }
  | { event: "end"; exit: AgentExit; seconds: number; stopped: StopCause | null; outputs: readonly string[] };

/** The journal of a life, read. */
export interface Life {
  begin?: Extract<JournalEntry, { event: "begin" }>;
  started?: Extract<JournalEntry, { event: "started" }>;
  failed?: Extract<JournalEntry, { event: "failed" }>;
  end?: Extract<JournalEntry, { event: "end" }>;
}

export function readLife(journal: string): Life {
  const life: Life = {};
  for (const entry of readLines<JournalEntry>(journal)) Object.assign(life, { [entry.event]: entry });
  return life;
}

/** What the agent uses, replaced every few seconds. */
export interface NodeStatus {
  /** For how long the agent has worked. */
  seconds: number;
  usage?: RunUsage;
}
