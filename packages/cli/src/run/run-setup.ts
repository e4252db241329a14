import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type Agent, findAgent, loadAgentDirectory } from "@mlebench/agents";
import { UsageError } from "@mlebench/core";
import { type GivenSettings, runChoices } from "@mlebench/runner/settings";

/** Directory of run groups, unless another is chosen. */
export const defaultRunsDirectory: string = runChoices.runDir.default;

export type AgentChoice = Pick<GivenSettings<typeof runChoices>, "agentId" | "agentDir">;

/**
 * The agent that is chosen: by ID, by directory, or by both.
 * @throws UsageError when none is chosen, UserError when there is no such agent
 */
export function resolveAgent({ agentId, agentDir }: AgentChoice): Agent {
  if (agentDir !== undefined) return loadAgentDirectory(agentDir, agentId);
  if (agentId !== undefined) return findAgent(agentId);
  throw new UsageError("Missing agent", { expected: "`--agent-id` or `--agent-dir`" });
}

/**
 * `NAME=VALUE` texts as an object.
 * @param option names them in messages
 * @throws UsageError for anything else
 */
export function pairs(option: string, texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const split = text.indexOf("=");
      // A text without a name may be a secret.
      if (split < 1)
        throw new UsageError(`Missing name in a value of \`${option}\``, { expected: "NAME=VALUE" });
      return [text.slice(0, split), text.slice(split + 1)] as const;
    }),
  );
}

/**
 * The run group that somebody names: its directory, also from here, its `metadata.json`, or its name below the runs
 * directory.
 */
export function runGroupDirectory(reference: string, runsDirectory: string): string {
  const path = reference.endsWith("metadata.json") ? dirname(resolve(reference)) : reference;
  if (existsSync(resolve(path, "state.json"))) return resolve(path);
  return path.includes("/") || path.includes("\\") ? resolve(path) : resolve(runsDirectory, path);
}
