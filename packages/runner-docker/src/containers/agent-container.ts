import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@mlebench/core";
import { placeVariables } from "@mlebench/environment";
import type { RunSpecification } from "@mlebench/runner";
import type Docker from "dockerode";
import { engineMessage } from "../engine/engine.js";
import { runLabels } from "../engine/labels.js";
import { translateContainerConfig } from "./container-config.js";
import { makePublicView, uniquePart, writeDescription } from "./public-view.js";
import { supervised } from "./supervisor.js";

/** Paths inside the agent's container, which are the reference's. */
export const home = "/home";

/** Whom the agent runs as. */
export const agentUser = "nonroot";

/** Whom the program belongs to that keeps the container of an agent in code: the agent's `kill -9 -1` does not reach it. */
const idleUser = "root";

/** Processes and threads that a container may have where nothing else is said: more than any training needs. */
const defaultPids = 16_384;

/**
 * Creates the container that the agent works in. Of the data it has only what is public.
 * @returns the container, and whether the engine limits its disk
 */
export async function createAgentContainer(
  docker: Docker,
  run: RunSpecification,
  networkMode: string,
  logBytes: number,
): Promise<{ container: Docker.Container; diskLimitedByEngine: boolean }> {
  const options = await agentOptions(docker, run, networkMode, logBytes);
  const { disk } = run.settings;
  if (disk !== undefined && options.HostConfig?.StorageOpt === undefined) {
    try {
      const HostConfig = { ...options.HostConfig, StorageOpt: { size: String(disk) } };
      const container = await docker.createContainer({ ...options, HostConfig });
      return { container, diskLimitedByEngine: true };
    } catch (error) {
      if (!/storage-opt|storage driver|quota/i.test(engineMessage(error))) throw createError(error, run);
    }
  }
  try {
    return { container: await docker.createContainer(options), diskLimitedByEngine: false };
  } catch (error) {
    throw createError(error, run);
  }
}

/** More than the supervisor lets through, pieces of long lines and its own last words included. */
function engineLogBytes(logBytes: number): number {
  return Math.ceil(logBytes * 1.02) + 2 ** 20;
}

function createError(cause: unknown, run: RunSpecification): UserError {
  return new UserError(`The engine cannot make a container of ${run.image}: ${engineMessage(cause)}`, {
    cause,
  });
}

async function agentOptions(
  docker: Docker,
  run: RunSpecification,
  networkMode: string,
  logBytes: number,
): Promise<Docker.ContainerCreateOptions> {
  const { settings, allocation } = run;
  const config = translateContainerConfig(settings.containerConfig ?? {}, run);
  const image = await docker.getImage(run.image).inspect();
  const entryPoint = [image.Config.Entrypoint, image.Config.Cmd].flat().filter((word) => word != null);
  const environment = { ...placesUnlessSet(image.Config.Env), ...config.environment, ...run.environment };
  const { cpus, cpuSet = [] } = allocation;
  const memory = settings.memory ?? config.host.Memory;
  const host: Docker.HostConfig = {
    PidsLimit: defaultPids,
    // Should the machine itself run out of memory, the agent is what goes, not what watches it.
    OomScoreAdj: 500,
    ...config.host,
    Init: true,
    NetworkMode: networkMode,
    IpcMode: "private",
    Privileged: run.privileged,
    RestartPolicy: { Name: "no" },
    // Not rotated: an offset means the same byte until the container is removed. The supervisor ends an agent that
    // prints more; the engine's own limit is for one that writes around it, and drops what came first.
    LogConfig: {
      Type: "local",
      Config: { "max-size": String(engineLogBytes(logBytes)), "max-file": "1", compress: "false" },
    },
    Mounts: [...(await dataMounts(run)), ...(config.host.Mounts ?? [])],
    ...(memory !== undefined &&
      memory > 0 && { Memory: memory, MemorySwap: config.host.MemorySwap ?? memory }),
    ...(cpus !== undefined && { NanoCpus: Math.round(cpus * 1e9) }),
    ...(cpuSet.length > 0 && { CpusetCpus: cpuSet.join(",") }),
    ...(settings.shmSize !== undefined && { ShmSize: settings.shmSize }),
    ...(settings.pids !== undefined && { PidsLimit: settings.pids }),
    ...(settings.runtime !== undefined && { Runtime: settings.runtime }),
    ...fileSizeLimit(run, config.host),
    ...gpuRequest(run),
  };
  return {
    ...config.options,
    name: containerName(run),
    Image: run.image,
    ...supervised({
      user: run.agent === undefined ? idleUser : agentUser,
      entryPoint,
      command: run.command,
      obfuscated: settings.obfuscated,
      logBytes,
    }),
    // The environment is set up by root, as in the reference, whatever user the image names.
    User: "0",
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...config.labels, ...runLabels(run, "agent") },
    Tty: false,
    OpenStdin: false,
    HostConfig: host,
  };
}

/** No single file can be larger than what may be written in all, however fast it is written and however sparse it is. */
function fileSizeLimit(
  { settings: { disk } }: RunSpecification,
  { Ulimits = [] }: Docker.HostConfig,
): Pick<Docker.HostConfig, "Ulimits"> {
  if (disk === undefined || Ulimits.some(({ Name }) => Name === "fsize")) return {};
  return { Ulimits: [...Ulimits, { Name: "fsize", Soft: disk, Hard: disk }] };
}

/** An image may have set one of these names for a purpose of its own, as agents made for the reference do. */
function placesUnlessSet(imageEnvironment: readonly string[] | null): Record<string, string> {
  const set = new Set((imageEnvironment ?? []).map((pair) => pair.split("=", 1)[0]));
  return Object.fromEntries(Object.entries(placeVariables).filter(([name]) => !set.has(name)));
}

function gpuRequest({ settings, allocation }: RunSpecification): Pick<Docker.HostConfig, "DeviceRequests"> {
  const { gpus, gpuDevices } = allocation;
  const { gpuDriver } = settings;
  const driver = gpuDriver === undefined ? {} : { Driver: gpuDriver };
  if (gpuDevices !== undefined && gpuDevices.length > 0) {
    return { DeviceRequests: [{ ...driver, DeviceIDs: [...gpuDevices], Capabilities: [["gpu"]] }] };
  }
  if (gpus === undefined) return {};
  return { DeviceRequests: gpus === 0 ? [] : [{ ...driver, Count: gpus, Capabilities: [["gpu"]] }] };
}

/**
 * The public data, read-only, and over their description the wanted one: a file of its own in the run's directory, so
 * that the user's data stay as they are.
 */
async function dataMounts(run: RunSpecification): Promise<Docker.MountSettings[]> {
  const replaced = join(run.publicDirectory, "description.md");
  if (!existsSync(replaced)) {
    throw new UserError("The public data have no description.md", {
      file: run.publicDirectory,
      hint: `Prepare them again: \`mlebench prepare -c ${run.competition.facts.id}\`.`,
    });
  }
  if (run.settings.obfuscated) {
    return [{ Type: "bind", Source: await makePublicView(run), Target: `${home}/data`, ReadOnly: true }];
  }
  const description = join(run.runDirectory, "description.md");
  await writeDescription(description, run.description);
  return [
    { Type: "bind", Source: run.publicDirectory, Target: `${home}/data`, ReadOnly: true },
    { Type: "bind", Source: description, Target: `${home}/data/description.md`, ReadOnly: true },
  ];
}

/** As the reference names them; without the competition where the agent must not learn it, as from a name server. */
function containerName(run: RunSpecification): string {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, "-UTC")
    .replaceAll(":", "-");
  const unique = uniquePart(run.runId);
  const about = run.settings.obfuscated ? [] : [run.competition.facts.id];
  return ["competition", ...about, time, unique, ...(run.attempt > 1 ? [String(run.attempt)] : [])].join("-");
}
