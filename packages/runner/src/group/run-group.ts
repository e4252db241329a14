import type { Agent } from "@mlebench/agents";
import { type AgentResult, type AgentTask, defineAgent, type HostedAgent } from "../hosted/hosted-agent.js";
import type { RunEvent } from "../run/events.js";
import type { RunAgentsOptions } from "./options.js";
import { runAgents } from "./run-agents.js";
import type { RunGroupResult } from "./run-session.js";

/** A function that solves one task: it returns a submission, or writes it. */
export type AgentFunction = (task: AgentTask) => AgentResult | Promise<AgentResult>;

/** {@link runAgents}' options, with a plain function as an agent too. */
export interface RunGroupOptions extends Omit<RunAgentsOptions, "agent" | "onEvent"> {
  agent: Agent | HostedAgent | AgentFunction;
}

/** A run group at work: its events, as they happen, and its result. */
export interface RunGroup extends AsyncIterable<RunEvent> {
  /** Rejects for whatever keeps the runs from starting, as `runAgents` does. */
  readonly result: Promise<RunGroupResult>;
  /** Stops the runs: agents are terminated, what they left is collected. */
  stop(): void;
}

/**
 * Starts a run group and gives its events as an async iterable, which ends with the group. Events wait until somebody
 * reads them; nobody needs to.
 *
 * ```ts
 * const group = runGroup({ agent: async (task) => readFile(join(task.publicDirectory, "sample_submission.csv")), … });
 * for await (const event of group) console.log(event.type);
 * const { runs } = await group.result;
 * ```
 */
export function runGroup(options: RunGroupOptions): RunGroup {
  const stopped = new AbortController();
  options.signal?.addEventListener("abort", () => stopped.abort(), { once: true });
  if (options.signal?.aborted) stopped.abort();
  const events: RunEvent[] = [];
  let isOver = false;
  let wake = (): void => undefined;
  const result = runAgents({
    ...options,
    agent: typeof options.agent === "function" ? agentOf(options.agent) : options.agent,
    signal: stopped.signal,
    onEvent: (event) => {
      events.push(event);
      wake();
    },
  }).finally(() => {
    isOver = true;
    wake();
  });
  // Who only reads events gets the failure there.
  result.catch(() => undefined);
  return {
    result,
    stop: () => stopped.abort(),
    async *[Symbol.asyncIterator]() {
      for (let next = 0; ; ) {
        while (next < events.length) yield events[next++];
        if (isOver) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      await result;
    },
  };
}

/** The function's name is the agent's. */
function agentOf(run: AgentFunction): HostedAgent {
  const id = run.name.replaceAll(/[^A-Za-z0-9._-]/g, "");
  return defineAgent({ id: /^[A-Za-z0-9]/.test(id) ? id : "agent", run });
}
