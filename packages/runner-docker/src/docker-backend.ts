import { dirname } from "node:path";
import { type Competition, UserError } from "@mlebench/core";
import { graderContext, type ServerLimits } from "@mlebench/grading-server";
import type { Backend, RunPlan, RunSpecification } from "@mlebench/runner";
import type Docker from "dockerode";
import { createAgentContainer } from "./containers/agent-container.js";
import { translateContainerConfig } from "./containers/container-config.js";
import { createGraderContainer } from "./containers/grader-container.js";
import { removePublicView } from "./containers/public-view.js";
import { makeRunNetwork, requireNetwork } from "./containers/run-network.js";
import {
  findParts,
  listManaged,
  type RunParts,
  removeContainer,
  removeNetwork,
  removeParts,
} from "./containers/run-parts.js";
import {
  connect,
  type EngineFacts,
  type EngineOptions,
  engineFacts,
  unlessMissing,
} from "./engine/engine.js";
import { labels } from "./engine/labels.js";
import { type BuildProgress, buildImage, imageDigest } from "./images/build-image.js";
import { checkImage } from "./images/outdated-image.js";
import type { HandleOptions } from "./run/docker-run.js";
import { dockerRunHandle } from "./run/run-handle.js";

export interface DockerBackendOptions {
  /** @default DOCKER_HOST, else the usual socket */
  engine?: EngineOptions;
  /** What the image of the grading server is made from. */
  grader?: {
    /** An image that is here already, such as one with graders of competitions of your own; nothing is built then. */
    image?: string;
    /** @default node:20-bookworm-slim */
    baseImage?: string;
    /** `host` copies this Node into the image, for a base without one. @default "image" */
    node?: "image" | "host";
    /** What an agent may ask of the server. */
    limits?: Partial<ServerLimits>;
    onProgress?: (progress: BuildProgress) => void;
  };
  /** How often an agent's output is copied to the host while it works; 0 never. @default 30 */
  liveCopySeconds?: number;
  /**
   * What an agent's output may take on the engine's disk, 64 bytes for each line included; an agent that prints more is
   * ended, also when no runner is there. @default 10 GB
   */
  logBytes?: number;
  /** How long an engine that does not answer, as while it is restarted, is waited for. @default 300 */
  engineTimeoutSeconds?: number;
  /** How long environment and grading server may take until the agent can begin. @default 300 */
  startTimeoutSeconds?: number;
}

/**
 * Runs agents in containers of a Docker engine. Each run has a network of its own, a container for the agent, and one
 * beside it for the grading server, which alone has the answers.
 */
export function createDockerBackend(options: DockerBackendOptions = {}): Backend {
  const docker = connect(options.engine);
  const logBytes = options.logBytes ?? 10e9;
  const graderImages = new Map<string, Promise<string>>();
  let facts: Promise<EngineFacts> | undefined;
  const engine = (): Promise<EngineFacts> => {
    facts ??= engineFacts(docker).catch((error) => {
      facts = undefined;
      throw error;
    });
    return facts;
  };

  /** Images of several competitions serve each of them. */
  const prepareGraders = (competitions: readonly Competition[]): Promise<string> => {
    const built = buildGrader(docker, competitions, options.grader ?? {});
    built.catch(() => {
      for (const {
        facts: { id },
      } of competitions)
        graderImages.delete(id);
    });
    for (const {
      facts: { id },
    } of competitions)
      graderImages.set(id, built);
    return built;
  };
  const graderImage = (competition: Competition): Promise<string> =>
    graderImages.get(competition.facts.id) ?? prepareGraders([competition]);

  const handleOptions = async (
    run: RunSpecification,
    parts: RunParts,
    diskLimitedByEngine: boolean,
  ): Promise<HandleOptions> => ({
    run,
    parts,
    diskLimitedByEngine,
    description: await describeRun(docker, run, parts, diskLimitedByEngine),
    liveCopySeconds: options.liveCopySeconds ?? 30,
    logBytes,
    engineTimeoutSeconds: options.engineTimeoutSeconds ?? 300,
    startTimeoutSeconds: options.startTimeoutSeconds ?? 300,
  });

  return {
    name: "docker",
    async describe() {
      return { engine: await engine() };
    },
    async check(plan) {
      await checkPlan(docker, plan, await engine());
      if (!plan.isDryRun) await prepareGraders(plan.competitions);
    },
    async create(run) {
      const image = await graderImage(run.competition);
      try {
        const networkMode = await makeRunNetwork(docker, run);
        const { container, diskLimitedByEngine } = await createAgentContainer(
          docker,
          run,
          networkMode,
          logBytes,
        );
        await createGraderContainer(docker, run, {
          image,
          agentId: container.id,
          networkMode,
          limits: options.grader?.limits,
        });
        const parts = await findParts(docker, run);
        if (parts === undefined) throw new UserError("The engine lost the containers that were just made");
        return dockerRunHandle(docker, await handleOptions(run, parts, diskLimitedByEngine));
      } catch (error) {
        // Nothing half-made stays.
        await findParts(docker, run)
          .then((parts) => parts && removeParts(docker, parts))
          .catch(() => undefined);
        await removePublicView(run).catch(() => undefined);
        throw error;
      }
    },
    async find(run) {
      const parts = await findParts(docker, run);
      if (parts === undefined) {
        await removePublicView(run);
        return undefined;
      }
      const info = parts.agent && (await unlessMissing(docker.getContainer(parts.agent).inspect()));
      const limited = typeof info === "object" && info.HostConfig.StorageOpt?.size !== undefined;
      const handle = dockerRunHandle(docker, await handleOptions(run, parts, limited));
      if (await handle.reattach()) return handle;
      await handle.destroy();
      return undefined;
    },
    async clean({ runGroup, dryRun = false, isInUse }) {
      const all = await listManaged(docker, runGroup === undefined ? {} : { [labels.runGroup]: runGroup });
      const found = all.filter((thing) => {
        const runDirectory = thing.labels[labels.runDirectory];
        return runDirectory === undefined || isInUse?.(dirname(runDirectory)) !== true;
      });
      const lines: string[] = [];
      const order = (thing: { labels: Record<string, string> }): number =>
        ["grader", "agent", "network"].indexOf(thing.labels[labels.role]);
      for (const { kind, id, name, labels: of } of found.sort((a, b) => order(a) - order(b))) {
        if (!dryRun) await (kind === "container" ? removeContainer : removeNetwork)(docker, id);
        if (!dryRun && of[labels.role] === "agent" && of[labels.runDirectory] !== undefined) {
          await removePublicView({
            runDirectory: of[labels.runDirectory],
            runId: of[labels.runId],
            attempt: Number(of[labels.attempt]),
          });
        }
        lines.push(`${kind} ${name}`);
      }
      return lines;
    },
  };
}

async function buildGrader(
  docker: Docker,
  competitions: readonly Competition[],
  options: NonNullable<DockerBackendOptions["grader"]>,
): Promise<string> {
  if (options.image !== undefined) return options.image;
  const { baseImage, node, onProgress } = options;
  const context = graderContext({ competitions, ...(node !== undefined && { node }) });
  const tag = `${context.tag}${baseImage === undefined ? "" : `-${baseImage.replace(/[^a-zA-Z0-9_.]+/g, "-")}`}`;
  if ((await imageDigest(docker, tag)) === undefined) {
    await buildImage(docker, {
      files: context.files,
      tag,
      buildArgs: baseImage === undefined ? {} : { BASE_IMAGE: baseImage },
      labels: { "dev.mlebench.kind": "grader", "dev.mlebench.content-hash": context.hash },
      onProgress,
    });
  }
  return tag;
}

async function checkPlan(docker: Docker, plan: RunPlan, engine: EngineFacts): Promise<void> {
  const { containerConfig = {}, network, runtime = containerConfig.runtime } = plan.settings;
  translateContainerConfig(containerConfig, plan);
  await checkImage(docker, plan);
  if (typeof runtime === "string" && !engine.runtimes.includes(runtime)) {
    throw new UserError(`The engine has no runtime "${runtime}"`, {
      expected: engine.runtimes.join(", "),
      hint: "Choose one by --runtime, or install it.",
    });
  }
  await requireNetwork(docker, network);
}

async function describeRun(
  docker: Docker,
  run: RunSpecification,
  parts: RunParts,
  diskLimitedByEngine: boolean,
): Promise<Record<string, unknown>> {
  const about = async (id: string | undefined): Promise<Record<string, unknown> | null> => {
    const found = id === undefined ? undefined : await unlessMissing(docker.getContainer(id).inspect());
    if (found === undefined) return null;
    const image = await imageDigest(docker, found.Image);
    return {
      id: found.Id,
      name: found.Name.replace(/^\//, ""),
      image: found.Config.Image,
      image_id: found.Image,
      image_digests: image?.digests ?? [],
    };
  };
  const { network, disk } = run.settings;
  return {
    agent: await about(parts.agent),
    grader: await about(parts.grader),
    network,
    disk_limit: disk === undefined ? "none" : diskLimitedByEngine ? "by the engine" : "by watching",
  };
}
