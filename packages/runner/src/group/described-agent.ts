import { type Agent, literalSecrets, requirePrivilegedConsent } from "@mlebench/agents";
import { UserError } from "@mlebench/core";
import { agentFolder, configuredAgent } from "../hosted/agent-kinds.js";
import type { RunSettings } from "../settings/run-settings.js";
import type { SessionOptions } from "./options.js";

/**
 * The agent, if a manifest can describe it completely.
 * @throws UserError for one in code, and for one with a secret that is not referred to by name
 */
export function describedAgent(
  { agent, environment }: Pick<SessionOptions, "agent" | "environment">,
  settings: RunSettings,
): Agent {
  const folder = agentFolder(configuredAgent(agent, settings));
  if (folder === undefined) {
    throw new UserError(`Agent \`${agent.id}\` cannot be described: it is code that acts from the runner`, {
      expected: "an agent's directory",
    });
  }
  requirePrivilegedConsent(folder, environment);
  const [literal] = [folder.kwargs, folder.environment].flatMap(literalSecrets);
  if (literal !== undefined) {
    throw new UserError(`The value of \`${literal}\` seems to be a secret, which no manifest may hold`, {
      expected: `a reference such as \`\${{ secrets.${literal} }}\``,
      hint: "See the agent's config.yaml, `--env-vars`, and `--kwargs`.",
    });
  }
  return folder;
}
