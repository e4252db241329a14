import { readdirSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { isTemporaryName } from "@mlebench/disk";
import { exists, removeDirectory } from "../work-directories.js";
import { isExtraction, resumableArchives } from "./records.js";
import { runTransition, type TransitionEvent } from "./states.js";

const workName = /^(raw|prepared)\.(tmp|old|removed)-\d+$/;

/** Name that a directory gets before it is removed, so that a killed removal leaves no half of it that passes for all. */
export const removedPath = (directory: string): string => `${directory}.removed-${process.pid}`;

/** What a download keeps beside its part, if it was interrupted just after the archive was complete. */
function isFinishedDownload(home: string, name: string): boolean {
  const ending = ".part.json";
  return name.endsWith(ending) && exists(join(home, name.slice(0, -ending.length)));
}

const isStale = (home: string, name: string): boolean =>
  workName.test(name) ||
  isFinishedDownload(home, name) ||
  isExtraction(name) ||
  /^\.lock\.stale-/.test(name) ||
  isTemporaryName(name);

/** Whether a directory of this name is being prepared, or was when the process was killed. */
export const isPreparing = (name: string): boolean => /^prepared\.(tmp|old)-\d+$/.test(name);

/** Whether raw files are being copied or extracted into a directory of this name, or were when the process was killed. */
export const isFillingRaw = (name: string): boolean => /^raw\.(tmp|old)-\d+$/.test(name);

/** Whether `home` has files to remove, or a process works there. */
export function hasStaleFiles(home: string): boolean {
  return exists(home) && readdirSync(home).some((name) => name === ".lock" || isStale(home, name));
}

/**
 * Removes what interrupted runs left in `home`. Only for the holder of its lock. A directory that was renamed to
 * clear its path gets its name back if no successor took it. An extraction that can be resumed stays, unless the data is
 * prepared.
 */
export async function removeStaleFiles(
  home: string,
  options: { onTransition?: (event: TransitionEvent) => void } = {},
): Promise<void> {
  const keepsExtraction = resumableArchives(home) !== undefined && !exists(join(home, "prepared"));
  const stale = readdirSync(home).filter(
    (name) => isStale(home, name) && !(keepsExtraction && isExtraction(name)),
  );
  const remove = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const path = join(home, name);
      const target = join(home, name.slice(0, name.indexOf(".")));
      if (name.includes(".old-") && !exists(target)) await rename(path, target);
      else await removeDirectory(path);
    }
  };
  const preparations = stale.filter(isPreparing);
  const extractions = stale.filter((name) => isFillingRaw(name) || isExtraction(name));
  if (preparations.length > 0) await runTransition("discardPreparation", options, () => remove(preparations));
  if (extractions.length > 0) await runTransition("discardExtraction", options, () => remove(extractions));
  await remove(stale.filter((name) => !preparations.includes(name) && !extractions.includes(name)));
}
