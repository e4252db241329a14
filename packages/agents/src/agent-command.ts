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

/** A text, of which some pieces are secrets that are known by name only. */
export type SecretText = readonly (string | { readonly secret: string })[];

/** {@link AgentCommand} without the secrets: a place for each of them instead. */
export interface AgentTemplate {
  command: readonly SecretText[];
  environment: Readonly<Record<string, SecretText>>;
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
  const fill = (text: SecretText): string =>
    text.map((piece) => (typeof piece === "string" ? piece : (environment[piece.secret] ?? ""))).join("");
  const template = agentTemplate(agent);
  return {
    command: template.command.map(fill),
    environment: Object.fromEntries(
      Object.entries(template.environment).map(([name, text]) => [name, fill(text)]),
    ),
  };
}

/** Command line and environment of an agent, with a place for each secret. */
export function agentTemplate({
  kwargs,
  kwargsType,
  environment,
}: Pick<Agent, "kwargs" | "kwargsType" | "environment">): AgentTemplate {
  return {
    command: [["bash"], [`${containerPaths.agent}/start.sh`], ...agentArguments(kwargsType, kwargs)],
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, [secretPiece(value)]]),
    ),
  };
}

function secretPiece(value: string): SecretText[number] {
  const secret = secretName(value);
  return secret === undefined ? value : { secret };
}

function agentArguments(type: Agent["kwargsType"], kwargs: Readonly<Record<string, string>>): SecretText[] {
  const pairs = Object.entries(kwargs).map(([key, value]) => [key, secretPiece(value)] as const);
  if (type === "argparse") return pairs.flatMap(([key, value]) => [[`--${key}`], [value]]);
  if (type === "omegaconf") return pairs.map(([key, value]) => [`${key}=`, value]);
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
