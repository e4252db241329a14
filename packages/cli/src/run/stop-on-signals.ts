import { dirname, resolve } from "node:path";
import { shellWord } from "@mlebench/core";
import { formatDuration } from "@mlebench/disk";
import { type RunEvent, type RunGroupResult, readRunGroup } from "@mlebench/runner";
import { defaultBackend } from "../backends.js";
import { exitCodes } from "../exit-codes.js";
import { note } from "../terminal.js";
import type { RunOptions } from "./run-options.js";
import { defaultRunsDirectory } from "./run-setup.js";

/** What stops a run group, and what must be known of it. */
export interface StopSignals {
  /** Aborted by the first Ctrl-C: agents receive SIGTERM, and their output is collected. */
  signal: AbortSignal;
  /** Aborted by the second: agents are killed, and nothing is collected. */
  leave: AbortSignal;
  /** Aborted by Ctrl-C where the runs are to go on. */
  detach: AbortSignal;
  onEvent: (event: RunEvent) => void;
  /** Gives signals their usual meaning back. */
  forget: () => void;
}

/**
 * Ctrl-C once stops the agents and collects their output. Twice kills them and collects nothing. Three times exits
 * immediately, and so does the first before a run has started.
 */
export function stopOnSignals(options: RunOptions): StopSignals {
  const stop = new AbortController();
  const leave = new AbortController();
  const detach = new AbortController();
  let group: RunGroup | undefined;
  const working = new Set<string>();
  const onSignal = (): void => {
    if (group === undefined) {
      note("Stopped before the first run started.");
      process.exit(exitCodes.interrupted);
    }
    if (options.attach !== undefined) {
      if (detach.signal.aborted) process.exit(exitCodes.interrupted);
      detach.abort();
      return;
    }
    const resume = `\`${resumeCommand(group, options)}\``;
    if (!stop.signal.aborted) {
      note(stoppingText(working.size, group));
      stop.abort();
    } else if (!leave.signal.aborted) {
      note(leavingText(working.size, group, resume));
      leave.abort();
    } else {
      note(`Exiting immediately. Agents may still be running. Reattach to them with ${resume}.`);
      process.exit(exitCodes.interrupted);
    }
  };
  // The program's own handler would leave at once.
  process.removeAllListeners("SIGINT");
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return {
    signal: stop.signal,
    leave: leave.signal,
    detach: detach.signal,
    onEvent: (event) => {
      if (event.type === "group-started") group = event;
      else if (event.type === "run-started") working.add(event.run.runId);
      else if (event.type === "run-ended") working.delete(event.run.runId);
    },
    forget: () => {
      for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
    },
  };
}

type RunGroup = Pick<RunGroupResult, "runGroup" | "directory">;

function stoppingText(agents: number, { directory }: RunGroup): string {
  if (agents === 0) return "Stopping: no agent is running, and no further runs start.";
  // As the group was begun, also where it is resumed.
  const grace = formatDuration(readRunGroup(directory).plan.settings.grace);
  const [its, it] = agents === 1 ? ["its", "it"] : ["their", "them"];
  return `Stopping: no further runs start. Sent SIGTERM to ${countAgents(agents)}; SIGKILL follows after ${grace}. Then ${its} output is collected. Press Ctrl-C again to kill ${it} now without collecting.`;
}

function leavingText(agents: number, group: RunGroup, resume: string): string {
  if (agents === 0) return `Exiting without waiting. Resume with ${resume}.`;
  const runs = agents === 1 ? "the run" : "the runs";
  return `Killing ${countAgents(agents)} now without collecting the output. ${resume} collects it and repeats ${runs}; \`${cleanCommand(group)}\` discards it. Press Ctrl-C again to exit without waiting.`;
}

function countAgents(agents: number): string {
  return agents === 1 ? "1 agent" : `${agents} agents`;
}

/** The command that finishes a run group. All else is in the group's state. */
export function resumeCommand({ directory }: Pick<RunGroup, "directory">, options: RunOptions): string {
  return [
    `mlebench run --resume ${shellWord(directory)}`,
    ...(options.grade ? ["--grade"] : []),
    ...(options.json ? ["--json"] : []),
  ].join(" ");
}

/** The command that follows a run group that goes on by itself. */
export function attachCommand({ directory }: Pick<RunGroup, "directory">, options: RunOptions): string {
  return resumeCommand({ directory }, options).replace("--resume", "--attach");
}

/** The command that stops a run group that goes on by itself. */
export function cancelCommand({ directory }: Pick<RunGroup, "directory">): string {
  return `mlebench run cancel ${shellWord(directory)}`;
}

function cleanCommand({ runGroup, directory }: RunGroup): string {
  const { backend } = readRunGroup(directory).plan;
  const runsDirectory = dirname(directory);
  return [
    `mlebench run clean --run-group ${shellWord(runGroup)}`,
    ...(backend === defaultBackend ? [] : [`--backend ${backend}`]),
    ...(runsDirectory === resolve(defaultRunsDirectory) ? [] : [`--run-dir ${shellWord(runsDirectory)}`]),
  ].join(" ");
}
