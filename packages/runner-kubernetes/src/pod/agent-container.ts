import { containerPaths, containerUser } from "@mlebench/environment";
import { hardwareText, type RunTemplate } from "@mlebench/runner";
import { byteQuantity, cpuQuantity } from "../quantity.js";
import { referringText, secretVariables, variablesOf } from "../secret-text.js";
import type { KubernetesSession } from "../session.js";
import { fixedResources, type Mount, outputs, places } from "./places.js";

/** Bytes of an agent's output that are saved. */
const logBytes = 200_000_000;

/**
 * What the first program of the container needs as root: to open /home to the agent, to start it as another user, and to
 * end it. The agent itself has none of these.
 */
const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"];

/** The container that the agent works in. Of the data it has only what is public. */
export function agentContainer(
  run: RunTemplate,
  image: string,
  { settings: { agentSecret, gpuResource, dataPath } }: KubernetesSession,
  publicPath: string,
): Record<string, unknown> {
  const { cpus = 1, memory = 0, disk, gpusPerRun = 0, shmSize, timeout, grace, obfuscated } = run.settings;
  const mounts: Mount[] = [
    {
      name: "public",
      mountPath: containerPaths.data,
      subPath: inClaim(dataPath, publicPath),
      readOnly: true,
    },
    {
      name: "description",
      mountPath: `${containerPaths.data}/description.md`,
      subPath: "description.md",
      readOnly: true,
    },
    ...outputs.map(([name, mountPath]) => ({ name, mountPath })),
    { name: "record", mountPath: places.record },
    { name: "scripts", mountPath: places.agentScript, subPath: "agent.sh", readOnly: true },
    ...(shmSize === undefined ? [] : [{ name: "shm", mountPath: "/dev/shm" }]),
  ];
  const instructions = obfuscated ? containerPaths.obfuscatedInstructions : "";
  return {
    name: "agent",
    image,
    command: ["/bin/bash", places.agentScript],
    args: [
      ...[places.record, containerUser, String(Math.ceil(timeout)), String(Math.ceil(grace))],
      ...[instructions, String(logBytes)],
      ...run.command.map(referringText),
    ],
    env: [
      ...secretVariables(run.command, agentSecret),
      ...variablesOf({ HARDWARE: [hardware(run)], ...run.environment }, agentSecret),
    ],
    resources: fixedResources({
      cpu: cpuQuantity(cpus),
      memory: byteQuantity(memory),
      ...(disk !== undefined && { "ephemeral-storage": byteQuantity(disk) }),
      ...(gpusPerRun > 0 && { [gpuResource]: String(gpusPerRun) }),
    }),
    securityContext: run.privileged
      ? { privileged: true, runAsUser: 0 }
      : {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"], add: capabilities },
          runAsUser: 0,
        },
    volumeMounts: mounts,
  };
}

function hardware({ settings }: RunTemplate): string {
  const { cpus = 1, memory = 0, gpusPerRun = 0 } = settings;
  const own = { cpus, gpuDevices: Array.from({ length: gpusPerRun }, (_, index) => String(index)) };
  return hardwareText({ nWorkers: 1, memory }, own, { cpuQuota: cpus, memoryBytes: memory, gpus: [] });
}

/** A path in a claim, below the path of a setting. */
export function inClaim(top: string | undefined, path: string): string {
  return [top?.replace(/\/+$/, ""), path].filter(Boolean).join("/");
}
