import { join } from "node:path";
import {
  type ContainerNetwork,
  type ContainerToolId,
  containerToolIds,
  guestScript,
  type ImagePlaces,
  type ImportedImage,
  type InstalledTool,
  importImage,
  requireTool,
} from "@mlebench/containers";
import { defaultImageDirectory } from "@mlebench/core";
import { placeVariables } from "@mlebench/environment";
import type { ServerLimits } from "@mlebench/grading-server";
import {
  type Backend,
  defineBackend,
  type RunHandle,
  type RunSpecification,
  validationLimits,
} from "@mlebench/runner";
import { choice, graderSettings, path, section, settings } from "@mlebench/runner/settings";
import { availableNetwork, checkPlan, containerNetwork } from "./check-plan.js";
import { clean } from "./clean.js";
import { fillHome, hiddenFiles, makeBinds, makeDirectories, nameServerBind } from "./prepare-run.js";
import { removeTree } from "./remove-tree.js";
import { containerRunHandle } from "./run-handle.js";
import { containerName, runPaths } from "./run-paths.js";
import { killRun } from "./run-processes.js";
import { readState, runPhase, writeState } from "./run-state.js";
import type { SupervisorPlan } from "./supervisor-plan.js";

export interface ContainersBackendOptions {
  /** @default the first that is installed: Apptainer, Podman, Charliecloud */
  container?: ContainerToolId;
  /** Where images are, by name. @default `images` in $MLEBENCH_DATA_DIR, else in the user cache directory */
  imageDirectory?: string;
  /** Where container tools keep what they make of images. @default `.imported` in the directory of images */
  cacheDirectory?: string;
  /** What agents may request from the grading server. */
  graderLimits?: Partial<ServerLimits>;
  /** False starts no grading server. @default true */
  grader?: boolean;
  /** What an agent's output may take; an agent that prints more is ended. @default 10 GB */
  outputBytes?: number;
  /** How long container and grading server may take until the agent can begin. @default 300 */
  startSeconds?: number;
  /** Directory of run groups; `clean` removes what killed runs left there. */
  runsDirectory?: string;
  /** What a person should know while an image is imported. */
  onMessage?: (message: string) => void;
}

/** A tool, found once, and where things are. */
interface ContainersSession {
  options: ContainersBackendOptions;
  places: ImagePlaces;
  tool: () => Promise<InstalledTool>;
  image: (reference: string) => Promise<ImportedImage>;
  /** The network that containers can have here, for the one that is asked for; tried once. */
  network: (wanted: ContainerNetwork) => Promise<ContainerNetwork>;
}

function openSession(options: ContainersBackendOptions): ContainersSession {
  const imageDirectory = options.imageDirectory ?? defaultImageDirectory();
  const places = {
    imageDirectory,
    cacheDirectory: options.cacheDirectory ?? join(imageDirectory, ".imported"),
  };
  let found: Promise<InstalledTool> | undefined;
  const images = new Map<string, Promise<ImportedImage>>();
  const tool = (): Promise<InstalledTool> => {
    found ??= requireTool(options.container).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  const networks = new Map<ContainerNetwork, Promise<ContainerNetwork>>();
  return {
    options,
    places,
    tool,
    async network(wanted) {
      let available = networks.get(wanted);
      if (available === undefined) {
        available = availableNetwork(await tool(), wanted);
        networks.set(wanted, available);
        available.catch(() => networks.delete(wanted));
      }
      return await available;
    },
    async image(reference) {
      let imported = images.get(reference);
      if (imported === undefined) {
        imported = importImage(await tool(), reference, places, options.onMessage);
        images.set(reference, imported);
        imported.catch(() => images.delete(reference));
      }
      return await imported;
    },
  };
}

/**
 * Runs agents in containers of Apptainer, Podman, or Charliecloud, as the user and without a daemon. A supervisor beside
 * each container outlives the runner; the grading server is a process outside of the container, in the same network.
 */
export const backend = defineBackend({
  id: "containers",
  settings: settings({
    ...section("Containers", {
      container: choice({
        values: containerToolIds,
        placeholder: "tool",
        about: "Container tool",
        defaultText: "the first that is installed",
        resumable: true,
      }),
      imageDir: path({
        placeholder: "dir",
        about: "Directory of images in files",
        defaultText: "images in the user cache directory",
        resumable: true,
      }),
    }),
    validationsPerMinute: graderSettings.validationsPerMinute,
  }),
  connect: ({ settings: given, runsDirectory }) =>
    openSession({
      container: given.container,
      imageDirectory: given.imageDir,
      graderLimits: validationLimits(given.validationsPerMinute),
      runsDirectory,
      onMessage: (message) => process.stderr.write(`${message}\n`),
    }),
  async describe({ tool }) {
    const { id, version, program } = await tool();
    return { container: { tool: id, version, program } };
  },
  async check(plan, { tool, image }) {
    await checkPlan(plan, await tool());
    await image(plan.image);
  },
  create: createRun,
  find: findRun,
  clean: (filter, { options }) => clean(filter, options.runsDirectory),
});

/** The backend with options that only code can give. */
export function createContainersBackend(options: ContainersBackendOptions = {}): Backend {
  return backend.openWith(openSession(options));
}

const defaultOutputBytes = 10e9;

async function createRun(run: RunSpecification, session: ContainersSession): Promise<RunHandle> {
  const tool = await session.tool();
  const image = await session.image(run.image);
  const paths = makeDirectories(run);
  try {
    await fillHome(run, paths, tool, image);
    const plan = await makePlan(run, session, tool, image);
    const name = plan.spec.name;
    // Last: this is how a run is found.
    writeState(paths.state, "run", {
      runGroup: run.runGroup,
      runId: run.runId,
      containerName: name,
      tool,
      network: plan.spec.network,
    });
    return openHandle(run, tool, plan);
  } catch (error) {
    await removeTree(paths.top);
    throw error;
  }
}

async function findRun(run: RunSpecification, _session: ContainersSession): Promise<RunHandle | undefined> {
  const paths = runPaths(run);
  const known = readState(paths.state, "run");
  if (known !== undefined && runPhase(paths.state) !== "created")
    return openHandle(run, known.tool, undefined);
  // What was made before the agent could begin is made again.
  await killRun(paths);
  await removeTree(paths.top);
  return undefined;
}

function openHandle(run: RunSpecification, tool: InstalledTool, plan: SupervisorPlan | undefined): RunHandle {
  const { id, version } = tool;
  return containerRunHandle({
    run,
    paths: runPaths(run),
    environment: agentEnvironment(run),
    description: {
      isolation: "container",
      tool: id,
      version,
      image: run.image,
      ...(plan !== undefined && { image_digest: plan.spec.image.digest, network: plan.spec.network }),
    },
    plan,
  });
}

/** The agent's variables, over those of the image. */
function agentEnvironment(run: RunSpecification): Record<string, string> {
  const { gpuDevices } = run.allocation;
  return {
    ...placeVariables,
    HOME: "/home",
    ...(gpuDevices !== undefined && { CUDA_VISIBLE_DEVICES: gpuDevices.join(",") }),
    ...run.environment,
  };
}

async function makePlan(
  run: RunSpecification,
  { options, network: findNetwork }: ContainersSession,
  tool: InstalledTool,
  image: ImportedImage,
): Promise<SupervisorPlan> {
  const { settings: given, allocation } = run;
  const paths = runPaths(run);
  const network = await findNetwork(containerNetwork(given.network));
  const hasWayOut = network === "private" && tool.id !== "podman";
  const binds = [...(await makeBinds(run, paths)), ...(hasWayOut ? [nameServerBind(paths)] : [])];
  const { gpus, gpuDevices, cpuSet } = allocation;
  return {
    paths,
    tool,
    spec: {
      name: containerName(run),
      labels: { "mlebench.run-group": run.runGroup, "mlebench.run-id": run.runId },
      image,
      binds,
      scratch: paths.scratch,
      workdir: "/home",
      network,
      gpus: (gpus ?? 0) > 0 || (gpuDevices?.length ?? 0) > 0,
      ...(given.shmSize !== undefined && { shmBytes: given.shmSize }),
      ...(given.pids !== undefined && { pids: given.pids }),
      command: ["/bin/bash", "-c", guestScript, "mlebench"],
    },
    environment: { ...image.environment, ...agentEnvironment(run) },
    entryPoint: image.entryPoint,
    command: run.command,
    ulimits: given.disk === undefined ? [] : ["-f", String(Math.ceil(given.disk / 1024))],
    hidden: hiddenFiles(run.privateDirectory),
    grader:
      options.grader === false
        ? undefined
        : {
            competitionDirectory: run.competition.directory,
            privateDirectory: run.privateDirectory,
            limits: options.graderLimits ?? {},
          },
    cpuSet,
    memoryBytes: given.memory,
    diskBytes: given.disk,
    outputBytes: options.outputBytes ?? defaultOutputBytes,
    startSeconds: options.startSeconds ?? 300,
  };
}
