import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { NetworkPolicy } from "./run-facts.js";

/** How a run was made, as far as its group's `metadata.json` says it. */
export interface RunPolicy {
  network: NetworkPolicy;
  /** Whether the agent ran on the host, without a container. */
  isProcess: boolean;
}

/** How far above a file of a run its group's metadata may be. */
const maxLevels = 6;

/** Reads the policy from the `metadata.json` above any of some paths of a run. */
export function readRunPolicy(paths: readonly (string | undefined)[]): RunPolicy {
  for (const path of paths) {
    if (path === undefined) continue;
    let directory = resolve(path);
    for (let level = 0; level < maxLevels; level++) {
      directory = dirname(directory);
      const policy = policyIn(join(directory, "metadata.json"));
      if (policy !== undefined) return policy;
    }
  }
  return { network: "unknown", isProcess: false };
}

function policyIn(file: string): RunPolicy | undefined {
  try {
    const metadata = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown> | null;
    if (typeof metadata !== "object" || metadata === null || !("runs" in metadata)) return undefined;
    const config = asRecord(metadata.config);
    const settings = asRecord(config.settings);
    const network = settings.network ?? config.network;
    const backend = settings.backend ?? config.backend;
    return {
      network:
        typeof network !== "string" ? "unknown" : /^(none|internal)$/.test(network) ? "closed" : "open",
      isProcess: backend === "process",
    };
  } catch {
    return undefined;
  }
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
