import { describeError } from "@mlebench/core";
import type { AgentExit } from "../backend/running-agent.js";
import { isFullDisk } from "../full-disk.js";
import type { OpenRun } from "../run/run-context.js";
import { agentTask } from "./agent-task.js";
import type { AgentReport, AgentResult, HostedAgent } from "./hosted-agent.js";

/** An agent in code at work. */
export interface HostedWork {
  /** Resolves with what came of it. Rejects if this machine's disk did not take what the agent records. */
  readonly done: Promise<AgentReport>;
  /** Asks it to end at once. */
  stop(why: "timed out" | "interrupted" | "ended"): void;
}

/** Starts an agent in code on a run with a running environment. */
export function hostAgent(run: OpenRun, agent: HostedAgent, isResumed: boolean): HostedWork {
  const stopped = new AbortController();
  const done = work(run, agent, { signal: stopped.signal, isResumed });
  // Nobody may be waiting for it when it is.
  done.catch(() => undefined);
  return {
    done,
    stop: (why) => stopped.abort(new Error(why)),
  };
}

async function work(
  run: OpenRun,
  agent: HostedAgent,
  options: { signal: AbortSignal; isResumed: boolean },
): Promise<AgentReport> {
  try {
    const task = await agentTask(run, run.context.specification(), options);
    const result: AgentResult = await agent.run(task);
    if (typeof result === "string" || result instanceof Uint8Array) {
      await task.writeSubmission(result);
      return {};
    }
    return result ?? {};
  } catch (error) {
    // It is no result of the agent, which goes on from its records when there is space.
    if (isFullDisk(error)) throw error;
    if (options.signal.aborted) return {};
    if (error instanceof Error && error.stack !== undefined) run.log.line(error.stack);
    return { error: describeError(error) };
  }
}

/** How a run ended, from what its agent reports. */
export function exitOf({ error, limit }: AgentReport): AgentExit {
  if (error !== undefined) return { exitCode: 1, reason: "exited", detail: error };
  if (limit == null) return { exitCode: 0, reason: "exited" };
  const size = limit.limit === null ? "" : ` of ${limit.limit}`;
  return { exitCode: 0, reason: "exited", detail: `the ${limit.type} limit${size} was reached` };
}
