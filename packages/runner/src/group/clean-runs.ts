import type { Backend, CleanFilter } from "../backend/backend.js";
import { isRunGroupInUse } from "../group-lock.js";

/**
 * Removes what runs left behind in a backend; only what carries our labels, and nothing of a run group that a runner
 * works on. Run directories are not touched.
 * @param filter `onInUse` is called with the directory of each skipped run group
 * @returns one line for each thing removed, or that would be
 */
export async function cleanRuns(
  backend: Backend,
  filter: Pick<CleanFilter, "runGroup" | "dryRun"> & { onInUse?: (groupDirectory: string) => void } = {},
): Promise<string[]> {
  const { runGroup, dryRun, onInUse } = filter;
  const known = new Map<string, boolean>();
  const isInUse = (groupDirectory: string): boolean => {
    const before = known.get(groupDirectory);
    if (before !== undefined) return before;
    const inUse = isRunGroupInUse(groupDirectory);
    known.set(groupDirectory, inUse);
    if (inUse) onInUse?.(groupDirectory);
    return inUse;
  };
  return await backend.clean({ runGroup, dryRun, isInUse });
}
