import { isIP } from "node:net";
import { UserError } from "@mlebench/core";
import type { KubernetesSettings } from "./settings.js";

/** A toleration, as a Pod has it. */
export interface Toleration {
  key: string;
  operator: "Equal" | "Exists";
  value?: string;
  effect?: string;
}

/** The backend's settings, with those read that are written in a form of their own. */
export interface KubernetesSession {
  settings: KubernetesSettings;
  nodeSelector: Readonly<Record<string, string>>;
  tolerations: readonly Toleration[];
}

/** The grading server needs this much beside the validation of a submission. */
export const serverBytes = 512 * 2 ** 20;

const minGraderMemory = 2 * serverBytes;

/** @throws UserError for a value that no object of the cluster can have */
export function openSession(settings: KubernetesSettings): KubernetesSession {
  for (const name of nameSettings) requireName(name, settings[name]);
  for (const name of settings.imagePullSecrets ?? []) requireName("imagePullSecrets", name);
  for (const name of ["dataPath", "resultsPath"] as const) requirePath(name, settings[name]);
  for (const address of settings.allowEgress ?? []) requireCidr(address);
  requireRegistry(settings.registry);
  requireResource(settings.gpuResource);
  if (settings.graderMemory < minGraderMemory)
    throw wrong("graderMemory", String(settings.graderMemory), `at least ${minGraderMemory / 2 ** 30}g`);
  return {
    settings,
    nodeSelector: Object.fromEntries((settings.nodeSelector ?? []).map(readLabel)),
    tolerations: (settings.tolerations ?? []).map(readToleration),
  };
}

const nameSettings = [
  "namespace",
  "dataClaim",
  "privateClaim",
  "resultsClaim",
  "agentSecret",
  "serviceAccount",
  "queue",
] as const satisfies readonly (keyof KubernetesSettings)[];

function wrong(name: string, value: string, expected: string): UserError {
  return new UserError(`Invalid \`${name}\`: ${JSON.stringify(value)}`, { expected });
}

function requireName(setting: string, name: string | undefined): void {
  if (name === undefined || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) return;
  throw wrong(setting, name, "a name of Kubernetes: lowercase letters, digits, `-`, and `.`");
}

function requirePath(setting: string, path: string | undefined): void {
  if (path === undefined || (path !== "" && !path.startsWith("/") && !path.split("/").includes(".."))) return;
  throw wrong(setting, path, "a path that is relative to the top of the claim, without `..`");
}

function requireCidr(address: string): void {
  const [, host = "", prefix] = /^([^/]+)\/(\d{1,3})$/.exec(address) ?? [];
  const bits = { 4: 32, 6: 128 }[isIP(host)];
  if (bits !== undefined && Number(prefix) <= bits) return;
  throw wrong("allowEgress", address, "addresses such as `10.0.3.7/32`");
}

/** The first part of an image's name may have a port, and nothing has a scheme: `docker` takes no address of the web. */
function requireRegistry(registry: string | undefined): void {
  if (registry === undefined || /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*\/*$/i.test(registry)) return;
  throw wrong("registry", registry, "a prefix such as `registry.example.org/team`, without a scheme");
}

/** Resources that devices are have a domain in their names. */
function requireResource(name: string): void {
  if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) return;
  throw wrong("gpuResource", name, "a resource with its domain, such as `amd.com/gpu`");
}

function readLabel(text: string): [string, string] {
  const [, key, value] = /^([^=\s]+)=(\S*)$/.exec(text) ?? [];
  if (key === undefined) throw wrong("nodeSelector", text, "`key=value`");
  return [key, value];
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** `key=value:effect`, without the value for any, without the effect for all. */
function readToleration(text: string): Toleration {
  const [, key, value, effect] = /^([^=:\s]+)(?:=([^:\s]*))?(?::(\w+))?$/.exec(text) ?? [];
  if (key === undefined || (effect !== undefined && !effects.includes(effect)))
    throw wrong("tolerations", text, `\`key=value:effect\`, with one of ${effects.join(", ")}`);
  return {
    key,
    ...(value === undefined ? { operator: "Exists" } : { operator: "Equal", value }),
    ...(effect !== undefined && { effect }),
  };
}
