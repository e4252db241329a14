import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "@mlebench/core";
import { runChoices } from "@mlebench/runner/settings";

/** Directory of run groups, unless another is chosen. */
export const defaultRunsDirectory: string = runChoices.runDir.default;

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
