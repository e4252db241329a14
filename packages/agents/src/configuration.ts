import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { editDistance, UserError } from "@mlebench/core";
import type { Agent } from "./agent.js";
import { type PythonMap, type PythonValue, parsePythonYaml, pythonString } from "./python-yaml.js";

/**
 * The agents that a config.yaml defines, by ID. Entries without `start` and `dockerfile`, such as YAML anchors, define
 * no agent.
 * @param root directory that `start` and `dockerfile` are relative to; its own directory and parent are also tried
 */
export function readConfiguration(file: string, root?: string): Map<string, () => Agent> {
  const content = parsePythonYaml(readFileSync(file, "utf8"), file);
  if (!(content instanceof Map)) {
    throw new UserError("The agent configuration must be a mapping", {
      file,
      expected: "agent IDs, each with `start` and `dockerfile`",
    });
  }
  const agents = new Map<string, () => Agent>();
  for (const [key, entry] of content) {
    if (!(entry instanceof Map) || !(entry.has("start") || entry.has("dockerfile"))) continue;
    const id = pythonString(key);
    agents.set(id, () => readAgent(id, entry, file, root));
  }
  return agents;
}

const knownKeys = ["start", "dockerfile", "kwargs", "kwargs_type", "env_vars", "privileged"];
const kwargsTypes = ["argparse", "omegaconf"] as const;

function readAgent(id: string, entry: PythonMap, file: string, root: string | undefined): Agent {
  const wrong = (key: string, found: string, expected: string, hint?: string) =>
    new UserError(`Agent \`${id}\`: \`${key}\` ${found}`, {
      file,
      expected,
      ...(hint !== undefined && { hint }),
    });
  const warnings: string[] = [];
  const ignored = (text: string): void => {
    warnings.push(`Agent \`${id}\`: ${text} (${file}).`);
  };
  for (const key of [...entry.keys()].map(pythonString)) {
    if (knownKeys.includes(key)) continue;
    const meant = nearestName(key, knownKeys);
    if (meant !== undefined) {
      throw wrong(key, "is an unknown setting", knownKeys.join(", "), `Did you mean \`${meant}\`?`);
    }
    ignored(`the setting \`${key}\` is ignored, as in the Python reference`);
  }
  const directory = dirname(resolve(file));
  const path = (key: "start" | "dockerfile"): string => {
    const value = entry.get(key);
    if (value === undefined) throw wrong(key, "is missing", "a path such as my-agent/start.sh");
    if (typeof value !== "string")
      throw wrong(key, `is ${pythonString(value)}`, "a path such as my-agent/start.sh");
    const candidates = [...(root === undefined ? [] : [resolve(root)]), dirname(directory), directory].map(
      (base) => join(base, value),
    );
    const found = candidates.find((candidate) => existsSync(candidate));
    if (found === undefined) {
      throw wrong(key, `not found: ${value}`, `one of ${[...new Set(candidates)].join(", ")}`);
    }
    return found;
  };
  const mapping = (key: "kwargs" | "env_vars"): Record<string, string> => {
    const value = entry.get(key) ?? new Map();
    if (!(value instanceof Map))
      throw wrong(key, `is ${pythonString(value)}`, "a mapping of names to values");
    return Object.fromEntries(
      [...value]
        // Docker drops a variable with the value None.
        .filter(([, item]) => key === "kwargs" || item !== null)
        .map(([name, item]) => [pythonString(name), pythonString(item)]),
    );
  };
  const kwargs = mapping("kwargs");
  const environment = mapping("env_vars");
  const invalid = Object.keys(environment).find((name) => !/^[^=\0]+$/.test(name));
  if (invalid !== undefined)
    throw wrong("env_vars", `has the name ${JSON.stringify(invalid)}`, "a name without =");
  const statedType = entry.get("kwargs_type") ?? undefined;
  if (statedType === undefined && Object.keys(kwargs).length > 0) {
    throw wrong("kwargs_type", "is missing, but there are kwargs", "`argparse` or `omegaconf`");
  }
  const kwargsType = kwargsTypes.find((name) => name === statedType);
  if (statedType !== undefined && kwargsType === undefined) {
    const meant = typeof statedType === "string" ? nearestName(statedType, kwargsTypes) : undefined;
    if (typeof statedType !== "string" || meant !== undefined) {
      const hint = meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
      throw wrong("kwargs_type", `is ${pythonString(statedType)}`, "`argparse` or `omegaconf`", hint);
    }
    ignored(
      `the kwargs_type \`${statedType}\` is ignored, as in the Python reference: no kwargs are passed to start.sh`,
    );
  }
  const privileged: PythonValue = entry.get("privileged") ?? false;
  if (typeof privileged !== "boolean")
    throw wrong("privileged", `is ${pythonString(privileged)}`, "true or false");
  const start = path("start");
  const dockerfile = path("dockerfile");
  if (!dockerfile.startsWith(`${directory}/`)) {
    throw wrong(
      "dockerfile",
      `is outside the agent's directory: ${dockerfile}`,
      `a path inside ${directory}`,
    );
  }
  const notes = join(directory, "additional_notes.txt");
  return {
    id,
    name: basename(directory),
    directory,
    configuration: resolve(file),
    start,
    dockerfile,
    kwargs,
    kwargsType,
    environment,
    privileged,
    notes: existsSync(notes) ? readFileSync(notes, "utf8") : undefined,
    warnings,
  };
}

/**
 * The name that was probably meant by another one: the same letters in another case or with other marks between them, or
 * one or two letters away.
 */
function nearestName<Name extends string>(text: string, names: readonly Name[]): Name | undefined {
  const letters = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, "");
  return names.find((name) => {
    const allowed = Math.min(2, Math.floor(letters(name).length / 3));
    return editDistance(letters(text), letters(name)) <= allowed;
  });
}
