import { isRecord, type PluginLoader } from "@mlebench/core/plugins";
import { type FindPluginOptions, findPlugin } from "../backend/find-plugin.js";
import type { HostedAgent } from "./hosted-agent.js";

/** @returns the agent that a module exports, or one sentence on what is wrong with it */
function checkedAgent(module: unknown, id: string | undefined): HostedAgent | string {
  if (!isRecord(module) || !("agent" in module)) return 'It has no export named "agent".';
  const { agent } = module;
  if (!isRecord(agent)) return 'Its export "agent" is not an object.';
  const isDefined =
    agent.kind === "hosted" && typeof agent.id === "string" && typeof agent.run === "function";
  if (!isDefined) return 'Its export "agent" is not what defineAgent makes.';
  const usable = agent as unknown as HostedAgent;
  if (id !== undefined && usable.id !== id)
    return `Its package.json says it holds "${id}", but it exports the agent "${usable.id}".`;
  return usable;
}

const loader: PluginLoader<HostedAgent> = { kind: "agent", check: checkedAgent };

/**
 * Finds an agent in code, as a backend is found: by path, among the packages that the current project depends on, or
 * among the bundled ones.
 * @returns the agent, or all IDs of agents in code that are known
 * @throws UserError for a package that is not built, does not load, or exports no agent
 */
export async function findHostedAgent(
  reference: string,
  options: FindPluginOptions,
): Promise<{ plugin: HostedAgent } | { known: string[] }> {
  return findPlugin(loader, reference, options);
}
