import { containerPaths } from "@mlebench/environment";

/** The directories of an agent that are saved. */
export const outputs = [
  ["submission", containerPaths.submission],
  ["logs", containerPaths.logs],
  ["code", containerPaths.code],
] as const;

/** Where containers have what is the run's own; the agent's names say nothing of the benchmark. */
export const places = {
  agentScript: "/opt/supervisor/agent.sh",
  collectScript: "/opt/supervisor/collect.sh",
  /** Only root of the agent's container, and the collector. */
  record: "/opt/supervisor/record",
  /** Of the grading server, and the collector. */
  validations: "/validations",
  results: "/results",
} as const;

/** A mount of a container. */
export interface Mount {
  name: string;
  mountPath: string;
  subPath?: string;
  readOnly?: true;
}

/** Requests that are the limits: a Pod of such containers is the last that a node evicts. */
export function fixedResources(limits: Readonly<Record<string, string>>): {
  limits: Readonly<Record<string, string>>;
  requests: Readonly<Record<string, string>>;
} {
  return { limits, requests: { ...limits } };
}
