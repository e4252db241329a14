import { type Environment, UserError } from "@mlebench/core";
import { containerPaths } from "@mlebench/environment";
import type { Agent } from "./agent.js";

/** Command line and environment of an agent. May contain secrets: pass it to the backend only, never to a log or metadata. */
export interface AgentCommand {
  command: string[];
  environment: Record<string, string>;
}

/** A value that refers to a secret. As in the Python reference, text after the braces is dropped. */
const secret = /^\$\{\{\s*secrets\.([\p{L}\p{N}_]+)\s*\}\}/u;

/** The variable that a value refers to; undefined for a literal value. */
export function secretName(value: string): string | undefined {
  return secret.exec(value)?.[1];
}

/** Names of the environment variables that hold an agent's secrets. */
export function agentSecrets(agent: Pick<Agent, "kwargs" | "environment">): string[] {
  const names = [...Object.values(agent.kwargs), ...Object.values(agent.environment)].flatMap((value) => {
    const name = secretName(value);
    return name === undefined ? [] : [name];
  });
  return [...new Set(names)];
}

/** Those of {@link agentSecrets} that are not set. */
export function missingSecrets(
  agent: Pick<Agent, "kwargs" | "environment">,
  environment: Environment = process.env,
): string[] {
  return agentSecrets(agent).filter((name) => environment[name] === undefined);
}

/**
 * Command line and environment of an agent, `${{ secrets.NAME }}` replaced by the variable NAME.
 * @throws UserError if a variable is not set
 */
export function resolveAgentCommand(
  agent: Pick<Agent, "id" | "kwargs" | "kwargsType" | "environment"> & Partial<Pick<Agent, "configuration">>,
  environment: Environment = process.env,
): AgentCommand {
  const missing = missingSecrets(agent, environment);
  if (missing.length > 0) {
    throw new UserError(
      `Missing environment variable${missing.length > 1 ? "s" : ""} ${missing.map((name) => `\`${name}\``).join(", ")} for agent \`${agent.id}\``,
      { file: agent.configuration, hint: `Set it before the run: \`export ${missing[0]}=…\`.` },
    );
  }
  const fillSecrets = (values: Record<string, string>) =>
    Object.entries(values).map(([key, value]): [string, string] => {
      const name = secretName(value);
      return [key, name === undefined ? value : (environment[name] ?? "")];
    });
  const start = `${containerPaths.agent}/start.sh`;
  return {
    command: ["bash", start, ...agentArguments(agent.kwargsType, fillSecrets(agent.kwargs))],
    environment: Object.fromEntries(fillSecrets(agent.environment)),
  };
}

function agentArguments(type: Agent["kwargsType"], kwargs: readonly [string, string][]): string[] {
  if (type === "argparse") return kwargs.flatMap(([key, value]) => [`--${key}`, value]);
  if (type === "omegaconf") return kwargs.map(([key, value]) => `${key}=${value}`);
  return [];
}

/** Environment variable that accepts the risk of privileged containers. */
export const privilegedConsentVariable = "I_ACCEPT_RUNNING_PRIVILEGED_CONTAINERS";

/**
 * Requires consent for an agent in a privileged container, which has full access to its host.
 * @throws UserError if the agent is privileged and the variable is not `true`, `1`, or `t`
 */
export function requirePrivilegedConsent(agent: Agent, environment: Environment = process.env): void {
  if (!agent.privileged) return;
  if (["true", "1", "t"].includes((environment[privilegedConsentVariable] ?? "").toLowerCase())) return;
  throw new UserError(
    `Agent \`${agent.id}\` requires a privileged container, which has full access to this host`,
    {
      file: agent.configuration,
      expected: `\`${privilegedConsentVariable}=True\` in the environment`,
      hint: "Use a disposable machine.",
    },
  );
}
