import { type Agent, agentContext, agentSecrets, listAgentDirectory, listAgents } from "@mlebench/agents";
import { projectPackages } from "@mlebench/core/plugins";
import { environmentImage } from "@mlebench/environment";
import { type AgentChoice, bundledAgents, chosenAgentDirectory } from "../agents.js";
import { exitCodes } from "../exit-codes.js";
import { buildAndPrint, type ImageBuildOptions } from "../image-build.js";
import { printJson } from "../json.js";
import type { JsonOption } from "../options.js";
import { pairs } from "../run/run-setup.js";
import { formatHeadedTable, formatTable } from "../table.js";
import { note, print, warn } from "../terminal.js";

export interface AgentsListOptions extends JsonOption {
  /** A folder of one's own: of an agent, or of agents' folders. */
  agentDir?: string;
}

/**
 * Prints every agent that can be found by id, or those of a folder, and what is wrong with their configurations. A folder
 * of one's own with a broken agent gives exit code 1.
 */
export async function agentsList({ agentDir, json }: AgentsListOptions): Promise<number> {
  const problems: string[] = [];
  const onProblem = (message: string): void => {
    problems.push(message);
    note(`error: ${message}`);
  };
  const agents =
    agentDir === undefined ? listAgents({ onProblem: warn }) : listAgentDirectory(agentDir, onProblem);
  for (const { warnings } of agents) for (const text of warnings) warn(text);
  if (json) printJson(agents);
  else print(agentDir === undefined ? agentTable(agents) : agents.map(agentText).join("\n\n"));
  return problems.length > 0 ? exitCodes.userError : exitCodes.ok;
}

function agentTable(agents: readonly Agent[]): string {
  const rows = agents.map(({ id, name, privileged, directory }) => [
    id,
    name,
    privileged ? "privileged" : "",
    directory,
  ]);
  const inCode = bundledAgents.map((agent) => [agent.id, environmentImage, "in code", agent.package]);
  const ofProject = projectPackages({
    kind: "agent",
    builtIn: (id) => bundledAgents.find((agent) => agent.id === id)?.package,
    cwd: process.cwd(),
    onWarning: warn,
  }).map(({ id, directory }) => [id, environmentImage, "in code", directory]);
  return formatHeadedTable(["id", "image", "", "folder or package"], [...inCode, ...ofProject, ...rows]);
}

/** All that is understood of a configuration, for whoever writes one. */
function agentText(agent: Agent): string {
  const { id, name, start, dockerfile, kwargs, kwargsType, environment, privileged, directory } = agent;
  const listed = (values: Record<string, string>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}`)
      .join("  ") || "none";
  const rows = [
    ["image", name],
    ["folder", directory],
    ["start", start],
    ["dockerfile", dockerfile],
    ["kwargs", `${listed(kwargs)}${kwargsType === undefined ? "" : ` (${kwargsType})`}`],
    ["env_vars", listed(environment)],
    ["secrets", agentSecrets(agent).join(", ") || "none"],
    ["privileged", privileged ? "yes" : "no"],
  ];
  return `${id}\n${formatTable(rows.map(([key, text]) => [`  ${key}`, text]))}`;
}

export interface AgentsBuildOptions extends AgentChoice, ImageBuildOptions {
  tag?: string;
}

/** Builds an agent's image. */
export async function agentsBuild(options: AgentsBuildOptions): Promise<number> {
  const agent = await chosenAgentDirectory(options);
  for (const text of agent.warnings) warn(text);
  const context = agentContext(agent, { buildArgs: pairs("--build-arg", options.buildArg) });
  await buildAndPrint(context, options.tag ?? agent.name, options);
  return exitCodes.ok;
}
