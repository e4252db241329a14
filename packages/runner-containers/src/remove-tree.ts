import { existsSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { runProgram } from "@mlebench/containers";

/** Removes the directory of a run, in which an agent may have taken rights away from directories. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  if (existsSync(path)) {
    // Also where directories lie so deep that going through them level by level takes more stack than there is.
    await runProgram(["chmod", "-R", "u+rwX", "--", path]);
    await runProgram(["rm", "-rf", "--", path]);
  }
  // Other runs of the group may have theirs beside it.
  await rmdir(dirname(path)).catch(() => undefined);
}
