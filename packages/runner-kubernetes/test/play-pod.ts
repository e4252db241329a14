import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { docker } from "../../../tooling/docker-base/docker-for-tests.js";
import type { KubernetesObject } from "../src/yaml.js";
import type { Container, JobObject } from "./templates.js";

/** What a cluster has beside the manifests. */
export interface Cluster {
  /** Directories of this machine, by the names of PersistentVolumeClaims. */
  claims: Record<string, string>;
  /** By key; of the one Secret that there is. */
  secrets: Record<string, string>;
  /** An image with `sleep`, which holds the Pod's network. */
  pauseImage: string;
}

/** What the names of all containers of this process begin with. */
const ownPrefix = `mlebench-pod-${process.pid}-`;

/** Removes what tests that failed have left. */
export async function removePods(): Promise<void> {
  const { stdout } = await docker(["ps", "-aq", "--filter", `name=${ownPrefix}`]);
  const left = stdout.split("\n").filter(Boolean);
  if (left.length > 0) await docker(["rm", "-f", ...left]);
}

/** A Pod that plays in Docker. */
export interface PlayedPod {
  /** Names of its containers. */
  container: (name: string) => string;
  /** Waits for the agent, ends the sidecars as a kubelet does, and removes everything. */
  end: () => Promise<{ exitCode: number; output: string }>;
}

interface Probe {
  exec: { command: string[] };
}

/**
 * Does with a Job what a kubelet does with its Pod: volumes, one network for all containers, sidecars in their order, each
 * when the one before it is up, then the agent.
 */
export async function playPod(
  job: JobObject,
  objects: readonly KubernetesObject[],
  { claims, secrets, pauseImage }: Cluster,
): Promise<PlayedPod> {
  const pod = job.spec.template.spec;
  const prefix = `${ownPrefix}${randomUUID().slice(0, 8)}`;
  const container = (name: string): string => `${prefix}-${name}`;
  const directories = Object.fromEntries(
    pod.volumes.map((volume) => [volume.name, directoryOf(volume, objects, claims)]),
  );
  await succeed([
    "run",
    "-d",
    "--network",
    "none",
    "--name",
    container("pause"),
    pauseImage,
    "sleep",
    "infinity",
  ]);
  const create = async (spec: Container): Promise<void> => {
    const environment = variables(spec, secrets);
    const expand = (text: string): string => expandReferences(text, environment);
    const [entryPoint, ...rest] = [...(spec.command ?? []), ...spec.args].map(expand);
    const own = spec.command === undefined ? [] : ["--entrypoint", entryPoint];
    await succeed([
      ...["create", "--name", container(spec.name), "--network", `container:${container("pause")}`],
      ...securityOptions(spec),
      ...spec.volumeMounts.flatMap(({ name, mountPath, subPath, readOnly }) => [
        "-v",
        `${join(directories[name], subPath ?? "")}:${mountPath}${readOnly ? ":ro" : ""}`,
      ]),
      ...Object.entries(environment).flatMap(([name, value]) => ["-e", `${name}=${value}`]),
      ...own,
      spec.image,
      ...(spec.command === undefined ? [entryPoint, ...rest] : rest),
    ]);
    await succeed(["start", container(spec.name)]);
  };
  for (const sidecar of pod.initContainers) {
    await create(sidecar);
    const { command } = (sidecar as Container & { startupProbe: Probe }).startupProbe.exec;
    await vi.waitFor(() => succeed(["exec", container(sidecar.name), ...command]), {
      timeout: 300_000,
      interval: 200,
    });
  }
  const [agent] = pod.containers;
  await create(agent);
  return {
    container,
    async end() {
      const exitCode = Number(await succeed(["wait", container("agent")]));
      const { stdout, stderr } = await docker(["logs", container("agent")]);
      const sidecars = pod.initContainers.map(({ name }) => container(name)).reverse();
      for (const name of sidecars) await succeed(["stop", "-t", "300", name]);
      await succeed(["rm", "-f", container("agent"), ...sidecars, container("pause")]);
      return { exitCode, output: stdout + stderr };
    },
  };
}

async function succeed(parameters: string[]): Promise<string> {
  const { status, stdout, stderr } = await docker(parameters);
  if (status !== 0) throw new Error(`docker ${parameters.join(" ")}: ${stderr}`);
  return stdout.trim();
}

function directoryOf(
  volume: JobObject["spec"]["template"]["spec"]["volumes"][number],
  objects: readonly KubernetesObject[],
  claims: Record<string, string>,
): string {
  const { persistentVolumeClaim, configMap } = volume as {
    persistentVolumeClaim?: { claimName: string };
    configMap?: { name: string };
  };
  if (persistentVolumeClaim !== undefined) return claims[persistentVolumeClaim.claimName];
  const directory = mkdtempSync(join(tmpdir(), "mlebench-volume-"));
  // As a kubelet makes it, whatever the umask is.
  chmodSync(directory, 0o777);
  if (configMap === undefined) return directory;
  const found = objects.find(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMap.name,
  );
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries((found?.data ?? {}) as Record<string, string>)) {
    writeFileSync(join(directory, name), text);
    chmodSync(join(directory, name), 0o644);
  }
  return directory;
}

function variables({ env = [] }: Container, secrets: Record<string, string>): Record<string, string> {
  const known: Record<string, string> = {};
  for (const { name, value, valueFrom } of env)
    known[name] =
      valueFrom === undefined ? expandReferences(value ?? "", known) : secrets[valueFrom.secretKeyRef.key];
  return known;
}

/** `$(NAME)` is a variable, if there is such a one, and `$$` a dollar. */
function expandReferences(text: string, known: Record<string, string>): string {
  return text.replaceAll(/\$\$|\$\(([^)]*)\)/g, (found, name) =>
    found === "$$" ? "$" : (known[name as string] ?? found),
  );
}

function securityOptions({ securityContext }: Container): string[] {
  const { runAsUser, runAsGroup, readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } =
    securityContext as {
      runAsUser: number;
      runAsGroup?: number;
      readOnlyRootFilesystem?: boolean;
      allowPrivilegeEscalation: boolean;
      capabilities: { drop: string[]; add?: string[] };
    };
  return [
    ...["--user", [runAsUser, runAsGroup].filter((id) => id !== undefined).join(":")],
    ...capabilities.drop.flatMap((name) => ["--cap-drop", name]),
    ...(capabilities.add ?? []).flatMap((name) => ["--cap-add", name]),
    ...(allowPrivilegeEscalation ? [] : ["--security-opt", "no-new-privileges"]),
    ...(readOnlyRootFilesystem ? ["--read-only"] : []),
  ];
}
