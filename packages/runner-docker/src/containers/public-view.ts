import { constants } from "node:fs";
import {
  chmod,
  copyFile,
  link,
  mkdir,
  opendir,
  readlink,
  rm,
  rmdir,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { RunSpecification } from "@mlebench/runner";

type ViewedRun = Pick<RunSpecification, "runDirectory" | "runId" | "attempt">;
type ShownRun = ViewedRun & Pick<RunSpecification, "publicDirectory" | "description">;

/** The last part of a run's id, which reveals nothing about the competition. */
export function uniquePart(runId: string): string {
  return runId.slice(runId.lastIndexOf("_") + 1).replace(/[^a-zA-Z0-9]/g, "");
}

function publicView({ runDirectory, runId, attempt }: ViewedRun): string {
  return join(dirname(runDirectory), ".obfuscated", `${uniquePart(runId)}-${attempt}`);
}

/**
 * Makes the public data appear at a path that does not name the competition, with the run's description: a container
 * sees in /proc/self/mountinfo where its mounts come from. Files are hard links, which take no space; where links are
 * not possible, as from another file system, they are copies.
 * @returns the directory
 */
export async function makePublicView(run: ShownRun): Promise<string> {
  const view = publicView(run);
  await rm(view, { recursive: true, force: true });
  await linkTree(run.publicDirectory, view);
  const description = join(view, "description.md");
  // Removed first: it is a link to the user's own.
  await rm(description, { force: true });
  await writeDescription(description, run.description);
  return view;
}

/** Writes a description that the agent's user, who is another one, may read whatever the umask is. */
export async function writeDescription(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}

/** Removes what {@link makePublicView} made, if anything. */
export async function removePublicView(run: ViewedRun): Promise<void> {
  const view = publicView(run);
  await rm(view, { recursive: true, force: true });
  // Other runs of the group may have theirs there.
  await rmdir(dirname(view)).catch(() => undefined);
}

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  // Whatever the umask is: the agent is another user.
  await chmod(to, 0o755);
  for await (const entry of await opendir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
  }
}
