import { type Stats, statSync } from "node:fs";
import { gitLfsHint, isGitLfsPointer, UserError } from "@mlebench/core";

/** Of pointers, in bytes: about 130. Other files, of which there may be many, are not even opened. */
const [shortestPointer, longestPointer] = [40, 256];

/**
 * Rejects a Git LFS pointer: the few lines that Git leaves in place of a file stored elsewhere. A directory is none; many
 * file systems give one a size as small as a pointer's.
 * @param found what the path is, where it is known already
 * @throws UserError naming the file
 */
export function refuseGitLfsPointer(
  path: string,
  found: Pick<Stats, "size" | "isFile"> = statSync(path),
): void {
  const { size } = found;
  if (!found.isFile() || size < shortestPointer || size > longestPointer || !isGitLfsPointer(path)) return;
  throw new UserError("The file is a Git-LFS pointer, not the data", { file: path, hint: gitLfsHint });
}
