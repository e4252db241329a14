import { type Environment, UserError } from "@mlebench/core";
import { containerPaths } from "@mlebench/environment";
import type { Agent } from "./agent.js";

/** What an agent is started with; may hold secrets: for the engine only, never for a log or metadata. */
export interface AgentStart {
  command: string[];
  environment: Record<string, string>;
}

/** A whole value that stands for a secret. As in the reference, what follows the braces is dropped. */
const secret = /^\$\{\{\s*secrets\.([\p{L}\p{N}_]+)\s*\}\}/u;

/** The variable that a value stands for; undefined for a value that is meant as it is. */
export function secretName(value: string): string | undefined {
  return secret.exec(value)?.[1];
}

/** Names of the environment variables that an agent takes secrets from. */
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
 * @throws UserError naming agent and variable when one is not set
 */
export function startAgent(agent: Agent, environment: Environment = process.env): AgentStart {
  const missing = missingSecrets(agent, environment);
  if (missing.length > 0) {
    throw new UserError(
      `Agent "${agent.id}" needs the environment variable${missing.length > 1 ? "s" : ""} ${missing.join(", ")}`,
      { file: agent.configuration, hint: `Set it before the run: export ${missing[0]}=...` },
    );
  }
  const reveal = (values: Record<string, string>) =>
    Object.entries(values).map(([key, value]): [string, string] => {
      const name = secretName(value);
      return [key, name === undefined ? value : (environment[name] ?? "")];
    });
  const start = `${containerPaths.agent}/start.sh`;
  return {
    command: ["bash", start, ...agentArguments(agent.kwargsType, reveal(agent.kwargs))],
    environment: Object.fromEntries(reveal(agent.environment)),
  };
}

function agentArguments(type: Agent["kwargsType"], kwargs: readonly [string, string][]): string[] {
  if (type === "argparse") return kwargs.flatMap(([key, value]) => [`--${key}`, value]);
  if (type === "omegaconf") return kwargs.map(([key, value]) => `${key}=${value}`);
  return [];
}

/** The variable by which a person takes the risk of privileged containers. */
export const privilegedConsent = "I_ACCEPT_RUNNING_PRIVILEGED_CONTAINERS";

/**
 * A privileged container can take over its host; so an agent that asks for one needs consent.
 * @throws UserError when the agent is privileged and the variable is not true, 1 or t
 */
export function requireConsent(agent: Agent, environment: Environment = process.env): void {
  if (!agent.privileged) return;
  if (["true", "1", "t"].includes((environment[privilegedConsent] ?? "").toLowerCase())) return;
  throw new UserError(
    `Agent "${agent.id}" runs in a privileged container, which can take over this machine`,
    {
      file: agent.configuration,
      expected: `${privilegedConsent}=True in the environment`,
      hint: "Set it only on a machine that you can afford to lose.",
    },
  );
}
