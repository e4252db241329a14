import type Docker from "dockerode";
import { isConflict, isNotFound } from "../engine/engine.js";
import { labels, type Role } from "../engine/labels.js";

/** What there is of a run in the engine, by id. */
export interface RunParts {
  agent?: string;
  grader?: string;
  networks: string[];
}

/** One thing of ours. */
export interface ManagedResource {
  kind: "container" | "network";
  id: string;
  name: string;
  labels: Record<string, string>;
}

/** Everything that carries our label, running or not. */
export async function listManaged(
  docker: Docker,
  wanted: Record<string, string | undefined>,
): Promise<ManagedResource[]> {
  const filter = Object.entries({ [labels.runGroup]: undefined, ...wanted }).map(([name, value]) =>
    value === undefined ? name : `${name}=${value}`,
  );
  const filters = { label: filter };
  const [containers, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return [
    ...containers.map(({ Id, Names, Labels }) => ({
      kind: "container" as const,
      id: Id,
      name: (Names[0] ?? Id).replace(/^\//, ""),
      labels: Labels,
    })),
    ...networks.map(({ Id, Name, Labels }) => ({
      kind: "network" as const,
      id: Id,
      name: Name,
      labels: Labels ?? {},
    })),
  ];
}

/** Finds the parts of one attempt. */
export async function findParts(
  docker: Docker,
  run: { runGroup: string; runId: string; attempt?: number },
): Promise<RunParts | undefined> {
  const found = await listManaged(docker, {
    [labels.runGroup]: run.runGroup,
    [labels.runId]: run.runId,
    ...(run.attempt !== undefined && { [labels.attempt]: String(run.attempt) }),
  });
  if (found.length === 0) return undefined;
  const idOf = (role: Role): string | undefined =>
    found.find((thing) => thing.kind === "container" && thing.labels[labels.role] === role)?.id;
  return {
    agent: idOf("agent"),
    grader: idOf("grader"),
    networks: found.filter(({ kind }) => kind === "network").map(({ id }) => id),
  };
}

/** Removes containers with their own volumes, then networks. What is gone already is no error. */
export async function removeParts(docker: Docker, parts: RunParts): Promise<void> {
  // The grading server lives in the agent's network: it goes first.
  for (const id of [parts.grader, parts.agent]) if (id !== undefined) await removeContainer(docker, id);
  for (const id of parts.networks) await removeNetwork(docker, id);
}

export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id);
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (isNotFound(error)) return;
    if (!isConflict(error)) throw error;
    // Someone else is removing it.
    await container.wait({ condition: "removed" }).catch(() => undefined);
  }
}

export async function removeNetwork(docker: Docker, id: string): Promise<void> {
  try {
    await docker.getNetwork(id).remove();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
