import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describeError, didYouMean, UserError } from "@mlebench/core";
import type { Agent } from "./agent.js";
import { readConfiguration } from "./configuration.js";

/** Directory of the built-in agents. */
export const agentsDirectory = fileURLToPath(new URL("../agents", import.meta.url));

export interface AgentSearch {
  /** Directories that contain agent directories, searched before the built-in agents. */
  directories?: readonly string[];
  /** IDs of agents that are found otherwise, for messages. */
  others?: readonly string[];
}

/** Ids under which a configuration keeps what its agents share. */
const templates = new Set(["defaults", "default", "vars", "common", "base"]);

/**
 * Every agent, sorted by id; of two with one id, the one from the earlier directory.
 * A broken definition is reported to `onProblem` and skipped.
 */
export function listAgents(options: AgentSearch & { onProblem?: (message: string) => void } = {}): Agent[] {
  const files = searchPath(options).flatMap((root) =>
    configurationFiles(root).map((file) => ({ file, root })),
  );
  return readAgents(files, options.onProblem);
}

/** Sorted by id; of two with one id, the one from the earlier file. */
function readAgents(
  files: readonly { file: string; root: string | undefined }[],
  onProblem?: (message: string) => void,
): Agent[] {
  const agents = new Map<string, Agent>();
  const problem = (error: unknown) => onProblem?.(describeError(error));
  for (const { file, root } of files) {
    try {
      for (const [id, read] of readConfiguration(file, root)) {
        if (agents.has(id) || templates.has(id)) continue;
        try {
          agents.set(id, read());
        } catch (error) {
          problem(error);
        }
      }
    } catch (error) {
      problem(error);
    }
  }
  return [...agents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The agent with this id.
 * @throws UserError for an unknown id, with those that resemble it, and for a definition that is wrong
 */
export function findAgent(id: string, options: AgentSearch = {}): Agent {
  for (const root of searchPath(options)) {
    for (const file of configurationFiles(root)) {
      let agents: ReturnType<typeof readConfiguration>;
      try {
        agents = readConfiguration(file, root);
      } catch (error) {
        // Another agent's broken file is no reason to fail, unless it is where this one should be.
        if (basename(join(file, "..")) === id.split("/")[0]) throw error;
        continue;
      }
      const read = agents.get(id);
      if (read !== undefined) return read();
    }
  }
  const ids = [...(options.others ?? []), ...listAgents(options).map((agent) => agent.id)].sort();
  const elsewhere =
    "Run `mlebench agents list` to see all. To use another agent, pass its directory with `--agent-dir`.";
  const family = ids.filter((other) => other.split("/")[0] === id.split("/")[0]);
  throw new UserError(`Unknown agent \`${id}\``, {
    expected: family.length > 0 ? `one of ${family.join(", ")}` : undefined,
    hint: [didYouMean(id, ids), elsewhere].filter(Boolean).join(" "),
  });
}

/**
 * All agents that a folder of one's own defines: those of its config.yaml, or, where it has none, those of the agents'
 * folders below it. A broken definition is reported to `onProblem` and skipped.
 * @throws UserError when the folder is neither
 */
export function listAgentDirectory(path: string, onProblem?: (message: string) => void): Agent[] {
  const directory = resolve(path);
  const own = join(directory, "config.yaml");
  const files = existsSync(own) ? [own] : configurationFiles(directory);
  if (files.length === 0) throw notAnAgent(directory);
  return readAgents(
    files.map((file) => ({ file, root: file === own ? undefined : directory })),
    onProblem,
  );
}

/**
 * The agent in a folder that holds config.yaml, Dockerfile and start script.
 * @param id which one, if the folder defines several
 * @throws UserError when the folder is no agent's, or it is not clear which agent is meant
 */
export function loadAgentDirectory(path: string, id?: string): Agent {
  const directory = resolve(path);
  const file = join(directory, "config.yaml");
  if (!existsSync(file)) throw notAnAgent(directory);
  const agents = readConfiguration(file);
  const ids = [...agents.keys()].filter((key) => agents.size === 1 || !templates.has(key));
  const wanted = id ?? (ids.length === 1 ? ids[0] : ids.find((key) => key === basename(directory)));
  const read = wanted === undefined ? undefined : agents.get(wanted);
  if (read !== undefined) return read();
  throw new UserError(
    id === undefined ? "The directory defines several agents" : `Unknown agent \`${id}\` in this directory`,
    {
      file,
      expected:
        ids.length > 0 ? `one of ${ids.join(", ")}` : "at least one agent with `start` and `dockerfile`",
      ...(ids.length > 0 && {
        hint: [id === undefined ? "" : didYouMean(id, ids), `Choose one with \`--agent-id ${ids[0]}\`.`]
          .filter(Boolean)
          .join(" "),
      }),
    },
  );
}

function notAnAgent(directory: string): UserError {
  return new UserError("Not an agent directory: config.yaml not found", {
    file: directory,
    expected: "a directory with config.yaml, Dockerfile, and start.sh",
  });
}

function searchPath({ directories = [] }: AgentSearch): string[] {
  return [...directories.map((path) => resolve(path)), agentsDirectory];
}

/** Every config.yaml below a directory, in order of path. */
function configurationFiles(root: string): string[] {
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw new UserError("Agent directory not found", { file: root, expected: "a directory" });
  }
  const found: string[] = [];
  const visit = (directory: string, depth: number) => {
    const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    if (entries.some((entry) => entry.name === "config.yaml" && !entry.isDirectory()))
      found.push(join(directory, "config.yaml"));
    if (depth === 0) return;
    for (const entry of entries) {
      if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules") {
        visit(join(directory, entry.name), depth - 1);
      }
    }
  };
  visit(root, 4);
  return found;
}
