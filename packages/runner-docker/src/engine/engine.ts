import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { MlebenchError, UserError } from "@mlebench/core";
import Docker from "dockerode";

/** Where the engine is; the default is `DOCKER_HOST`, else the usual socket. */
export type EngineOptions = Docker.DockerOptions;

export function connect(options?: EngineOptions): Docker {
  return new Docker(options);
}

/** The engine's answer was "there is no such thing". */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** The engine's answer was "that is under way, or in that state, already". */
export function isConflict(error: unknown): boolean {
  const status = statusOf(error);
  return status === 409 || status === 304;
}

/** The engine gave no answer: it is down, restarting, or the connection broke. */
export function isUnreachable(error: unknown): boolean {
  return !(error instanceof MlebenchError) && statusOf(error) === undefined && codeOf(error) !== undefined;
}

function statusOf(error: unknown): number | undefined {
  return (error as { statusCode?: number } | undefined)?.statusCode;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** The engine's own sentence, without what its client puts around it. */
export function engineMessage(error: unknown): string {
  const { json, message } = error as { json?: { message?: unknown }; message?: string };
  return typeof json?.message === "string" ? json.message : (message ?? String(error));
}

/** Undefined instead of "there is no such thing". */
export async function unlessMissing<Result>(promise: Promise<Result>): Promise<Result | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The engine's description of a path inside a container. */
export interface PathFacts {
  size: number;
  /** Go's file mode. */
  mode: number;
  mtime: string;
}

/** Undefined when there is no such path. */
export async function pathFacts(container: Docker.Container, path: string): Promise<PathFacts | undefined> {
  const answer = (await unlessMissing(container.infoArchive({ path }))) as IncomingMessage | undefined;
  // An answer that nobody reads keeps its connection open, and with it this process, for minutes.
  answer?.resume();
  const header = answer?.headers["x-docker-container-path-stat"];
  if (typeof header !== "string") return undefined;
  return JSON.parse(Buffer.from(header, "base64").toString("utf8")) as PathFacts;
}

/** Engine information in `metadata.json`. */
export interface EngineFacts {
  version: string;
  api: string;
  storage_driver: string;
  cgroup_version: string;
  operating_system: string;
  kernel: string;
  architecture: string;
  runtimes: string[];
}

/**
 * Asks the engine who it is.
 * @throws UserError when none answers, or this user may not ask
 */
export async function engineFacts(docker: Docker): Promise<EngineFacts> {
  try {
    const [version, info] = await Promise.all([docker.version(), docker.info()]);
    return {
      version: version.Version,
      api: version.ApiVersion,
      storage_driver: info.Driver,
      cgroup_version: info.CgroupVersion ?? "1",
      operating_system: info.OperatingSystem,
      kernel: version.KernelVersion ?? info.KernelVersion,
      architecture: info.Architecture,
      runtimes: Object.keys(info.Runtimes ?? {}),
    };
  } catch (cause) {
    throw engineError(cause);
  }
}

function engineError(cause: unknown): UserError {
  const code = codeOf(cause);
  if (code === "EACCES" || code === "EPERM") {
    return new UserError("No permission to access the Docker daemon", {
      hint: "Join the group docker (`sudo usermod -aG docker $USER`, then log in again), or use rootless Docker.",
      cause,
    });
  }
  return new UserError(`No Docker engine answers: ${engineMessage(cause)}`, {
    expected: "a running engine at DOCKER_HOST or /var/run/docker.sock",
    hint: "Start Docker, or set DOCKER_HOST.",
    cause,
  });
}
