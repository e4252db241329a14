import { type Agent, type AgentCommand, resolveAgentCommand, withOverrides } from "@mlebench/agents";
import type { Environment } from "@mlebench/core";
import type { RunSettings } from "../settings/run-settings.js";
import type { HostedAgent } from "./hosted-agent.js";
import { idleCommand } from "./idle-command.js";

/** The agent, if it is one in code. */
export function hostedAgent(agent: Agent | HostedAgent): HostedAgent | undefined {
  return "kind" in agent ? agent : undefined;
}

/** The agent's directory, if it is one. */
export function agentFolder(agent: Agent | HostedAgent): Agent | undefined {
  return "kind" in agent ? undefined : agent;
}

/** The agent with the arguments and variables of a run group, over those of its own configuration. */
export function configuredAgent(
  agent: Agent | HostedAgent,
  { kwargs, envVars }: RunSettings,
): Agent | HostedAgent {
  return "kind" in agent ? agent : withOverrides(agent, { kwargs, environment: envVars });
}

/**
 * What runs in the environment, with which variables.
 * @throws UserError if a secret is missing
 */
export function startOf(
  { agent, environment }: { agent: Agent | HostedAgent; environment?: Environment | undefined },
  { envVars = {}, timeout }: RunSettings,
): AgentCommand {
  if (!("kind" in agent)) return resolveAgentCommand(agent, environment);
  const variables = { id: agent.id, kwargs: {}, kwargsType: undefined, environment: { ...envVars } };
  return { ...resolveAgentCommand(variables, environment), command: idleCommand(timeout) };
}
