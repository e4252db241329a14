import { writtenBytes } from "./disk-watch.js";
import type { DockerRun } from "./docker-run.js";

/** How much the agent may write, unless the engine enforces it. */
export function watchedDiskBytes({ options }: DockerRun): number | undefined {
  return options.diskLimitedByEngine ? undefined : options.run.settings.disk;
}

/** How much the agent has written; undefined if that cannot be read now. */
export async function agentWrittenBytes({ docker, options }: DockerRun): Promise<number | undefined> {
  const { agent } = options.parts;
  return agent === undefined ? undefined : await writtenBytes(docker, agent).catch(() => undefined);
}

/** The reason of a run that was killed for its disk. */
export function diskExceeded(bytes: number, limit: number): string {
  return `disk limit exceeded: ${bytes} bytes written, limit ${limit} bytes`;
}
