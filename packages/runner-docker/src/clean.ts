import { dirname } from "node:path";
import type { CleanFilter } from "@mlebench/runner";
import type Docker from "dockerode";
import { removePublicView } from "./containers/public-view.js";
import { listManaged, type ManagedResource, removeContainer, removeNetwork } from "./containers/run-parts.js";
import { labels } from "./engine/labels.js";

/** The grading server uses the agent's network: it goes first. */
const order = ["grader", "agent", "network"];

/** Removes what carries this tool's labels; returns one line for each. */
export async function clean(
  docker: Docker,
  { runGroup, dryRun = false, isInUse }: CleanFilter,
): Promise<string[]> {
  const all = await listManaged(docker, runGroup === undefined ? {} : { [labels.runGroup]: runGroup });
  const rank = ({ labels: of }: ManagedResource): number => order.indexOf(of[labels.role]);
  const found = all
    .filter(({ labels: of }) => {
      const runDirectory = of[labels.runDirectory];
      return runDirectory === undefined || isInUse?.(dirname(runDirectory)) !== true;
    })
    .sort((a, b) => rank(a) - rank(b));
  if (!dryRun) for (const resource of found) await remove(docker, resource);
  return found.map(({ kind, name }) => `${kind} ${name}`);
}

async function remove(docker: Docker, { kind, id, labels: of }: ManagedResource): Promise<void> {
  await (kind === "container" ? removeContainer : removeNetwork)(docker, id);
  if (of[labels.role] !== "agent" || of[labels.runDirectory] === undefined) return;
  await removePublicView({
    runDirectory: of[labels.runDirectory],
    runId: of[labels.runId],
    attempt: Number(of[labels.attempt]),
  });
}
