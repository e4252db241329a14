import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import {
  type Agent,
  type AgentOverrides,
  findAgent,
  loadAgentDirectory,
  plexeConfiguration,
  plexeEnvironment,
} from "@mlebench/agents";
import { UsageError, UserError } from "@mlebench/core";
import type { Backend } from "@mlebench/runner";

export type BackendName = "docker" | "process";

export interface AgentChoice {
  agentId?: string;
  /** Folder of an agent from anywhere. */
  agentDir?: string;
}

/** The agent that is meant: by id, in a folder of one's own, or both. */
export function chosenAgent({ agentId, agentDir }: AgentChoice): Agent {
  if (agentId === undefined && agentDir === undefined) {
    throw new UsageError("No agent is chosen", { expected: "--agent-id or --agent-dir" });
  }
  return agentDir === undefined ? findAgent(agentId as string) : loadAgentDirectory(agentDir, agentId);
}

/** What a run changes of the agent's configuration. */
export interface OverrideOptions {
  /** `NAME=VALUE` each. */
  kwargs?: string[];
  envVars?: string[];
  /** Plexe's own configuration, taken as it is. */
  plexeConfig?: string;
}

/**
 * What is to be changed of the agent's configuration; of one name the last value counts.
 * @throws UsageError for anything but `NAME=VALUE`
 */
export function agentOverrides({ kwargs, envVars, plexeConfig }: OverrideOptions): AgentOverrides {
  const fromPlexe = plexeConfig === undefined ? {} : plexeEnvironment(plexeConfiguration(plexeConfig));
  return {
    kwargs: pairs("--kwargs", kwargs),
    environment: { ...fromPlexe, ...pairs("--env-vars", envVars) },
  };
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
      // What stands there may be a secret without its name.
      if (split < 1) throw new UsageError(`A value of ${option} has no name`, { expected: "NAME=VALUE" });
      return [text.slice(0, split), text.slice(split + 1)] as const;
    }),
  );
}

/** What the grading server is made from, and what agents may ask of it. */
export interface GraderChoice {
  graderBase?: string;
  graderNode?: "image" | "host";
  /** Also as a run group's state keeps it. */
  validationsPerMinute?: number | string;
}

/** Of all options those that {@link createBackend} takes, and only those that were given. */
export function graderChoice({
  graderBase,
  graderNode,
  validationsPerMinute,
}: GraderChoice): Readonly<Record<string, string>> {
  return {
    ...(graderBase !== undefined && { graderBase }),
    ...(graderNode !== undefined && { graderNode }),
    ...(validationsPerMinute !== undefined && { validationsPerMinute: String(validationsPerMinute) }),
  };
}

/** Where agents run. Docker's part is loaded only when it is used. */
export async function createBackend(
  name: BackendName,
  runsDirectory: string,
  { graderBase, graderNode, validationsPerMinute }: GraderChoice = {},
): Promise<Backend> {
  const limits =
    validationsPerMinute === undefined ? {} : { rateRequests: Number(validationsPerMinute), rateSeconds: 60 };
  if (name === "process") {
    const { createProcessBackend } = await import("@mlebench/runner-process");
    return createProcessBackend({ runsDirectory, serverLimits: limits });
  }
  const { createDockerBackend } = await import("@mlebench/runner-docker");
  return createDockerBackend({ grader: { baseImage: graderBase, node: graderNode, limits } });
}

/**
 * A container configuration in the reference's keys.
 * @throws UserError unless the file holds a JSON object
 */
export function readContainerConfig(path: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (path === undefined) return undefined;
  const file = resolve(path);
  const expected = 'a JSON object such as {"mem_limit": "16g", "shm_size": "4G", "nano_cpus": 4e9}';
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UserError("The container configuration cannot be read", { file, expected, cause });
  }
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new UserError("Not a container configuration", { file, expected });
  return config as Record<string, unknown>;
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
