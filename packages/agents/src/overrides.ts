import { childEnvironment, UserError } from "@mlebench/core";
import type { Agent } from "./agent.js";
import { secretName } from "./agent-command.js";

/** What one run group changes of an agent's configuration: names to values, over those of config.yaml. */
export interface AgentOverrides {
  /** Arguments of the start script. */
  kwargs?: Readonly<Record<string, string>>;
  /** Environment variables. */
  environment?: Readonly<Record<string, string>>;
}

/**
 * The agent with other arguments and variables; values may be `${{ secrets.NAME }}` as in config.yaml.
 * @throws UserError for arguments to an agent with a configuration that does not define how to pass them
 */
export function withOverrides(agent: Agent, { kwargs = {}, environment = {} }: AgentOverrides): Agent {
  const [first] = Object.keys(kwargs);
  if (first !== undefined && agent.kwargsType === undefined) {
    throw new UserError(
      `Agent \`${agent.id}\` takes no arguments, so \`${first}\` cannot be passed: its configuration has no \`kwargs_type\``,
      {
        file: agent.configuration,
        expected: "`kwargs_type: argparse` (`--key value`) or `kwargs_type: omegaconf` (`key=value`)",
      },
    );
  }
  const unusable = Object.keys(environment).find((name) => !/^[^=\0]+$/.test(name));
  if (unusable !== undefined) {
    throw new UserError(`Invalid environment variable name: ${JSON.stringify(unusable)}`, {
      expected: "a name without `=`",
    });
  }
  return {
    ...agent,
    kwargs: { ...agent.kwargs, ...kwargs },
    environment: { ...agent.environment, ...environment },
  };
}

/** The same names and values, with `<secret …>` in place of what is or stands for a credential. */
export function maskSecrets(values: Readonly<Record<string, string>>): Record<string, string> {
  const literal = new Set(literalSecrets(values));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const secret = secretName(value);
      if (secret !== undefined) return [name, `<secret ${secret}>`];
      return [name, literal.has(name) ? "<secret>" : value];
    }),
  );
}

/** Names with a value that is a credential itself, as far as the name shows, and not a reference to one. */
export function literalSecrets(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values)
    .filter(
      ([name, value]) => secretName(value) === undefined && !(name in childEnvironment({ [name]: value })),
    )
    .map(([name]) => name);
}
