import { UserError } from "@mlebench/core";
import type { ServerLimits } from "@mlebench/grading-server";
import {
  type Backend,
  defineBackend,
  type RunHandle,
  type RunSpecification,
  validationLimits,
} from "@mlebench/runner";
import { graderSettings } from "@mlebench/runner/settings";
import type Docker from "dockerode";
import { checkPlan } from "./check-plan.js";
import { clean } from "./clean.js";
import { createAgentContainer } from "./containers/agent-container.js";
import { createGraderContainer } from "./containers/grader-container.js";
import { removePublicView } from "./containers/public-view.js";
import { makeRunNetwork } from "./containers/run-network.js";
import { findParts, type RunParts, removeParts } from "./containers/run-parts.js";
import {
  connect,
  type EngineFacts,
  type EngineOptions,
  engineFacts,
  unlessMissing,
} from "./engine/engine.js";
import { buildImage } from "./images/build-image.js";
import { createGraderImages, type GraderImageOptions, type GraderImages } from "./images/grader-image.js";
import { imageAge } from "./images/outdated-image.js";
import { describeRun } from "./run/describe-run.js";
import { type DockerRunHandle, dockerRunHandle } from "./run/run-handle.js";

export interface DockerBackendOptions {
  /** @default DOCKER_HOST, else the usual socket */
  engine?: EngineOptions;
  /** What the image of the grading server is made from, and what agents may request from the server. */
  grader?: GraderImageOptions & { limits?: Partial<ServerLimits> };
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

/** An engine, and what is kept of it. */
interface DockerSession {
  docker: Docker;
  options: DockerBackendOptions;
  graderImages: GraderImages;
  /** Facts of the engine, asked once. */
  engine: () => Promise<EngineFacts>;
}

function openSession(options: DockerBackendOptions): DockerSession {
  const docker = connect(options.engine);
  let facts: Promise<EngineFacts> | undefined;
  return {
    docker,
    options,
    graderImages: createGraderImages(docker, options.grader),
    engine() {
      facts ??= engineFacts(docker).catch((error) => {
        facts = undefined;
        throw error;
      });
      return facts;
    },
  };
}

/**
 * Runs agents in containers of a Docker engine. Each run has a network of its own, a container for the agent, and one
 * beside it for the grading server, which alone has the answers.
 */
export const backend = defineBackend({
  id: "docker",
  settings: graderSettings,
  connect: ({ settings }) =>
    openSession({
      grader: {
        baseImage: settings.graderBase,
        node: settings.graderNode,
        limits: validationLimits(settings.validationsPerMinute),
      },
    }),
  describe: async ({ engine }) => ({ engine: await engine() }),
  async check(plan, { docker, engine, graderImages }) {
    await checkPlan(docker, plan, await engine());
    if (!plan.isDryRun) await graderImages.prepare(plan.competitions);
  },
  create: createRun,
  find: findRun,
  clean: (filter, { docker }) => clean(docker, filter),
  images: ({ docker }) => ({
    age: (agent, image) => imageAge(docker, agent, image),
    build: (options) => buildImage(docker, options),
  }),
});

/** The backend with options that only code can give. */
export function createDockerBackend(options: DockerBackendOptions = {}): Backend {
  return backend.openWith(openSession(options));
}

const defaultLogBytes = 10e9;

async function createRun(run: RunSpecification, session: DockerSession): Promise<RunHandle> {
  const { docker, options, graderImages } = session;
  const image = await graderImages.imageOf(run.competition);
  try {
    const networkMode = await makeRunNetwork(docker, run);
    const logBytes = options.logBytes ?? defaultLogBytes;
    const { container, diskLimitedByEngine } = await createAgentContainer(docker, run, networkMode, logBytes);
    await createGraderContainer(docker, run, {
      image,
      agentId: container.id,
      networkMode,
      limits: options.grader?.limits,
    });
    const parts = await findParts(docker, run);
    if (parts === undefined) throw new UserError("The engine lost the containers that were just made");
    return await openHandle(session, run, parts, diskLimitedByEngine);
  } catch (error) {
    // Nothing half-made stays.
    await findParts(docker, run)
      .then((parts) => parts && removeParts(docker, parts))
      .catch(() => undefined);
    await removePublicView(run).catch(() => undefined);
    throw error;
  }
}

async function findRun(run: RunSpecification, session: DockerSession): Promise<RunHandle | undefined> {
  const { docker } = session;
  const parts = await findParts(docker, run);
  if (parts === undefined) {
    await removePublicView(run);
    return undefined;
  }
  const info = parts.agent && (await unlessMissing(docker.getContainer(parts.agent).inspect()));
  const limited = typeof info === "object" && info.HostConfig.StorageOpt?.size !== undefined;
  const handle = await openHandle(session, run, parts, limited);
  if (await handle.reattach()) return handle;
  await handle.destroy();
  return undefined;
}

async function openHandle(
  { docker, options }: DockerSession,
  run: RunSpecification,
  parts: RunParts,
  diskLimitedByEngine: boolean,
): Promise<DockerRunHandle> {
  return dockerRunHandle(docker, {
    run,
    parts,
    diskLimitedByEngine,
    description: await describeRun(docker, run, parts, diskLimitedByEngine),
    liveCopySeconds: options.liveCopySeconds ?? 30,
    logBytes: options.logBytes ?? defaultLogBytes,
    engineTimeoutSeconds: options.engineTimeoutSeconds ?? 300,
    startTimeoutSeconds: options.startTimeoutSeconds ?? 300,
  });
}
