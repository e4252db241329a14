import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Agent, findAgent, loadAgentDirectory } from "@mlebench/agents";
import { UsageError, UserError } from "@mlebench/core";
import { claimedId, readManifest } from "@mlebench/core/plugins";
import type { BundledPlugin, HostedAgent } from "@mlebench/runner";
import type { GivenSettings, runChoices } from "@mlebench/runner/settings";
import { onWarning } from "./competitions.js";

/** The agents in code of the command line. */
export const bundledAgents: readonly BundledPlugin[] = [
  {
    id: "react",
    package: "@mlebench/llm-agent",
    description: "A language model that works with tools in a loop, as Inspect's agent of the same name",
    load: async () => ({ agent: (await import("@mlebench/llm-agent")).react }),
  },
  {
    id: "tree",
    package: "@mlebench/llm-agent",
    description:
      "A tree search over Python programs: drafts, repairs, improvements, and an ensemble of the best",
    load: async () => ({ agent: (await import("@mlebench/llm-agent")).tree }),
  },
];

export type AgentChoice = Pick<GivenSettings<typeof runChoices>, "agentId" | "agentDir">;

/**
 * The agent that is chosen, by ID, by directory, or by both. An ID of a bundled agent in code always means that one; then
 * come packages of the current project, then agents' directories.
 * @throws UsageError when none is chosen, UserError when there is no such agent
 */
export async function chosenAgent({ agentId, agentDir }: AgentChoice): Promise<Agent | HostedAgent> {
  if (agentDir !== undefined) {
    if (!isAgentPackage(agentDir)) return loadAgentDirectory(agentDir, agentId);
    return found(await hosted(resolve(agentDir)));
  }
  if (agentId === undefined)
    throw new UsageError("Missing agent", { expected: "`--agent-id` or `--agent-dir`" });
  const search = await hosted(agentId);
  return "plugin" in search ? search.plugin : findAgent(agentId, { others: search.known });
}

/**
 * The agent's directory that is chosen, for a command that needs its files.
 * @throws UsageError when none is chosen, UserError when there is no such agent, or it is one in code
 */
export async function chosenAgentDirectory(choice: AgentChoice): Promise<Agent> {
  const agent = await chosenAgent(choice);
  if (!("kind" in agent)) return agent;
  throw new UserError(`Agent \`${agent.id}\` is an agent in code and has no image of its own`, {
    expected: "an agent's directory",
    hint: "Its commands run in the environment image: `mlebench env build`.",
  });
}

/** Whether a directory is an npm package with an agent in code. */
export function isAgentPackage(directory: string): boolean {
  if (!existsSync(join(directory, "package.json"))) return false;
  return claimedId(readManifest(resolve(directory)), "agent") !== undefined;
}

async function hosted(reference: string): Promise<{ plugin: HostedAgent } | { known: string[] }> {
  const { findHostedAgent } = await import("@mlebench/runner");
  return findHostedAgent(reference, { bundled: bundledAgents, onWarning });
}

function found(search: { plugin: HostedAgent } | { known: string[] }): HostedAgent {
  if ("plugin" in search) return search.plugin;
  throw new UserError("Agent not found");
}
