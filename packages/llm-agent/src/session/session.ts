import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describeError, isMlebenchError, printable } from "@mlebench/core";
import { packageVersion } from "@mlebench/disk";
import { type Clock, createRedaction, credentialsIn, type Model, openModel } from "@mlebench/models";
import { type AgentReport, type AgentTask, isFullDisk } from "@mlebench/runner";
import {
  openTranscript,
  type ReachedLimit,
  type TranscriptEvent,
  type TranscriptLine,
} from "@mlebench/transcripts";
import { type Limits, limitsOf, type Progress, reachedLimit, workingSeconds } from "./limits.js";
import { modelNameOf } from "./model-of-run.js";
import { mapTexts } from "./redact.js";
import { repairAnswers } from "./repair.js";
import { Stop } from "./stop.js";
import { addLine, noTotals, type Totals } from "./totals.js";

/** Name of the transcript in {@link AgentTask.directory}. */
export const transcriptFile = "transcript.jsonl";

/** What tests replace. */
export interface SessionOptions {
  readonly clock?: Clock;
}

/** One agent at work: its task, model, transcript, and what it has used. */
export interface Session {
  readonly task: AgentTask;
  readonly model: Model;
  readonly limits: Limits;
  /** Waits, for the tries of calls that the model's own retries do not cover. */
  readonly clock: Clock | undefined;
  /** All lines of the transcript, also those of a process that was killed. */
  readonly lines: () => readonly TranscriptLine[];
  readonly totals: () => Totals;
  /** Puts events on the disk, without secrets, before anything that follows. */
  readonly record: (...events: TranscriptEvent[]) => readonly TranscriptLine[];
  /** Adds a line to the run's log, for a person who looks on: without secrets, and harmless on a terminal. */
  readonly log: (line: string) => void;
  /** Messages of the transcript are numbered. */
  readonly nextMessageId: () => string;
  /** Seconds until the agent has to end. */
  readonly secondsLeft: () => number;
  /** Aborted when the time is up, or when a person stops the run. */
  readonly signal: AbortSignal;
  /** @throws Stop if a limit is reached */
  readonly checkLimits: (messages: number, when: { isBeforeCall: boolean }) => void;
}

/** What an agent is, for the transcript. */
export interface AgentIdentity {
  readonly id: string;
  /** Messages per run unless the settings have a number; 0 for no limit. */
  readonly defaultMessages: number;
}

/**
 * Opens the transcript, or goes on in it, lets an agent work, and records how it ended.
 * @param work throws {@link Stop} when it has to end early
 */
export async function inSession(
  task: AgentTask,
  agent: AgentIdentity,
  options: SessionOptions,
  work: (session: Session) => Promise<void>,
): Promise<AgentReport> {
  const path = join(task.directory, transcriptFile);
  if (!task.isResumed) setAside(path);
  const clean = createRedaction(credentialsIn(task.secrets));
  const writer = openTranscript(path, task.elapsed);
  try {
    let totals = writer.lines.reduce(addLine, noTotals);
    const before = endOf(writer.lines);
    if (before !== undefined) return reportOf(task, totals, before.limit, before.error);
    let messages = writer.lines.filter(({ type }) => type === "message").length;
    const limits = limitsOf(task.settings, task.timeLimit, agent.defaultMessages);
    const deadline = deadlineOf(task, limits);
    // Servers refuse every later request that has half a character in it.
    const recordable = (text: string): string => clean(text).replace(/\p{Surrogate}/gu, "\uFFFD");
    const record = (...events: TranscriptEvent[]): readonly TranscriptLine[] => {
      const lines = writer.addAll(events.map((event) => mapTexts(event, recordable)));
      totals = lines.reduce(addLine, totals);
      messages += lines.filter(({ type }) => type === "message").length;
      return lines;
    };
    const log = (line: string): void => task.log(printable(clean(line)));
    const model = openModelOf(task, deadline.signal, options.clock, (message) => {
      log(message);
      record({ type: "info", source: "model", data: message });
    });
    record(beginning(task, agent, limits));
    const session: Session = {
      task,
      model,
      limits,
      clock: options.clock,
      lines: () => writer.lines,
      totals: () => totals,
      record,
      log,
      nextMessageId: () => `m${messages + 1}`,
      secondsLeft: () => limits.end - task.elapsed(),
      signal: deadline.signal,
      checkLimits(count, when) {
        if (deadline.signal.aborted) throw new Stop(deadline.limit());
        const progress: Progress = { messages: count, elapsed: task.elapsed(), totals };
        const limit = reachedLimit(limits, progress, when);
        if (limit !== null) throw new Stop(limit);
      },
    };
    const { limit, failure } = await outcomeOf(session, work, deadline.limit).finally(deadline.close);
    record({
      type: "end",
      limit,
      error: failure,
      usage: totals.usage,
      cost: totals.cost,
      turns: totals.turns,
    });
    return reportOf(task, totals, limit, failure === null ? null : clean(failure));
  } finally {
    writer.close();
  }
}

/** An earlier attempt's transcript is kept, under a number of its own. */
function setAside(path: string): void {
  if (!existsSync(path)) return;
  for (let number = 1; ; number++) {
    const kept = path.replace(/\.jsonl$/, `.${number}.jsonl`);
    if (existsSync(kept)) continue;
    renameSync(path, kept);
    return;
  }
}

/** How the agent ended already. A run that a person stopped and resumed goes on. */
function endOf(lines: readonly TranscriptLine[]): Extract<TranscriptLine, { type: "end" }> | undefined {
  const last = lines.at(-1);
  return last?.type === "end" && last.limit?.type !== "operator" ? last : undefined;
}

/** A run of a day does not end because the provider is down for some hours; its time limit ends the waiting. */
const patience = { attempts: 150, maxDelay: 120_000 };

function openModelOf(
  { settings, secrets }: AgentTask,
  signal: AbortSignal,
  clock: Clock | undefined,
  onMessage: (message: string) => void,
): Model {
  return openModel(modelNameOf(settings, secrets), {
    environment: secrets,
    signal,
    onMessage,
    maxConnections: settings.maxConnections,
    retry: patience,
    ...(settings.baseUrl !== undefined && { baseUrl: settings.baseUrl }),
    ...(clock !== undefined && { clock }),
  });
}

function beginning(task: AgentTask, { id }: AgentIdentity, limits: Limits): TranscriptEvent {
  const { temperature, topP, maxTokens, reasoningEffort, contextWindow, toolTimeout, useTime } =
    task.settings;
  return {
    type: "begin",
    agent: id,
    version: packageVersion(import.meta.url),
    model: modelNameOf(task.settings, task.secrets),
    settings: { limits, temperature, topP, maxTokens, reasoningEffort, contextWindow, toolTimeout, useTime },
    isResumed: task.isResumed,
  };
}

/** The longest time that a timer takes, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** Aborts when the time is up or a person stops the run, and can say which. */
function deadlineOf(task: AgentTask, limits: Limits) {
  const controller = new AbortController();
  const left = (limits.end - task.elapsed()) * 1000;
  const timer = setTimeout(() => controller.abort(), Math.min(Math.max(left, 0), longestTimer));
  return {
    signal: AbortSignal.any([task.signal, controller.signal]),
    limit: (): ReachedLimit =>
      controller.signal.aborted || task.elapsed() >= limits.end
        ? { type: "time", limit: limits.time }
        : { type: "operator", limit: null },
    close: () => clearTimeout(timer),
  };
}

async function outcomeOf(
  session: Session,
  work: (session: Session) => Promise<void>,
  abortedBy: () => ReachedLimit,
): Promise<Pick<Stop, "limit" | "failure">> {
  try {
    await repairAnswers(session);
    await work(session);
    return new Stop(null);
  } catch (error) {
    if (error instanceof Stop) return error;
    // It cannot be recorded. The runner keeps the environment, and the run goes on when there is space.
    if (isFullDisk(error)) throw error;
    // What was in progress fails in its own way when the signal ends it.
    if (session.signal.aborted) return new Stop(abortedBy());
    if (!isMlebenchError(error) && error instanceof Error) session.log(error.stack ?? error.message);
    return new Stop(null, describeError(error));
  }
}

function reportOf(
  { settings, secrets }: AgentTask,
  { usage, cost, turns }: Totals,
  limit: ReachedLimit | null,
  error: string | null,
): AgentReport {
  return {
    limit,
    usage: { [modelNameOf(settings, secrets)]: usage },
    cost,
    turns,
    ...(error !== null && { error }),
  };
}

/** Seconds of work that are left. */
export function workingSecondsLeft({ limits, task, totals }: Session): number {
  if (limits.working === null) return Number.POSITIVE_INFINITY;
  return limits.working - workingSeconds({ elapsed: task.elapsed(), totals: totals() });
}
