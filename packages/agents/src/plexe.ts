import { existsSync, readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import { type PythonMap, parsePythonYaml, pythonString } from "./python-yaml.js";

/** Plexe's own `mle-bench-config.yaml`. */
export interface PlexeConfiguration {
  /** Ids of competitions. */
  datasets: string[];
  /** Model as litellm names it, for example `openai/gpt-4o`. */
  provider: string | undefined;
  /** Solutions to try at most. */
  maxIterations: number | undefined;
  /** For building a model. */
  timeoutSeconds: number | undefined;
  /** Keys of the file that have no meaning here, such as `repo_dir`. */
  ignored: string[];
}

/**
 * Reads the file that Plexe's benchmark script writes and reads, as it is.
 * @throws UserError with file and key when a value cannot be used
 */
export function plexeConfiguration(path: string): PlexeConfiguration {
  if (!existsSync(path)) throw new UserError("Plexe configuration not found", { file: path });
  const content = parsePythonYaml(readFileSync(path, "utf8"), path);
  if (!(content instanceof Map)) {
    throw new UserError("Not a Plexe configuration", {
      file: path,
      expected: "`datasets`, `provider`, `max_iterations`, and `timeout`",
    });
  }
  return {
    datasets: datasets(content, path),
    provider: provider(content, path),
    maxIterations: positive(content, "max_iterations", path),
    timeoutSeconds: positive(content, "timeout", path),
    ignored: [...content.keys()].map(pythonString).filter((key) => !usedKeys.includes(key)),
  };
}

/** Keys of Plexe's file that say nothing here: where its benchmark script clones openai/mle-bench. */
const unusedKeys = ["repo_url", "repo_dir"];
const usedKeys = ["datasets", "provider", "max_iterations", "timeout"];

/**
 * Whether a file is Plexe's own configuration: it has keys that only Plexe's has, and no others.
 * @returns false also for a file that is missing or no YAML
 */
export function isPlexeConfiguration(path: string): boolean {
  let content: unknown;
  try {
    content = parsePythonYaml(readFileSync(path, "utf8"), path);
  } catch {
    return false;
  }
  if (!(content instanceof Map)) return false;
  const keys = [...content.keys()];
  const isPlexe = keys.every((key) => [...usedKeys, ...unusedKeys].includes(key));
  // A time limit alone is a setting of a run.
  return isPlexe && keys.some((key) => key !== "timeout");
}

/** The configuration's values as variables of Plexe's agent. */
export function plexeEnvironment(configuration: PlexeConfiguration): Record<string, string> {
  const { provider, maxIterations, timeoutSeconds } = configuration;
  return {
    ...(provider !== undefined && { PLEXE_PROVIDER: provider }),
    ...(maxIterations !== undefined && { PLEXE_MAX_ITERATIONS: String(maxIterations) }),
    ...(timeoutSeconds !== undefined && { PLEXE_TIMEOUT_SECS: String(timeoutSeconds) }),
  };
}

/** The agent that has the key of a configuration's provider: Plexe itself reads keys from the environment. */
export function plexeAgentId({ provider = "" }: Pick<PlexeConfiguration, "provider">): string {
  const company = provider.split("/")[0];
  return company === "anthropic" || company === "gemini" ? `plexe/${company}` : "plexe";
}

function datasets(content: PythonMap, file: string): string[] {
  const value = content.get("datasets") ?? [];
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string" || item.trim() === "")) {
    throw new UserError("`datasets` must be a list of competitions", {
      file,
      expected: "a list such as `- spaceship-titanic`",
    });
  }
  return value.map((item) => pythonString(item).trim());
}

function provider(content: PythonMap, file: string): string | undefined {
  const value = content.get("provider") ?? undefined;
  if (value !== undefined && typeof value !== "string") {
    throw new UserError(`Invalid \`provider\`: ${pythonString(value)}`, {
      file,
      expected: "a model such as `openai/gpt-4o`",
    });
  }
  return value;
}

function positive(content: PythonMap, key: string, file: string): number | undefined {
  const value = content.get(key) ?? undefined;
  if (value === undefined) return undefined;
  if (
    (typeof value !== "bigint" && typeof value !== "number") ||
    !(value > 0) ||
    !Number.isFinite(Number(value))
  ) {
    throw new UserError(`Invalid \`${key}\`: ${pythonString(value)}`, { file, expected: "a number above 0" });
  }
  return Number(value);
}
