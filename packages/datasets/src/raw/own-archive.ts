import { statSync } from "node:fs";
import type { Impostor } from "@mlebench/archives";
import type { CompetitionPaths } from "@mlebench/core";

/**
 * What lies in the place of the competition's archive and is none: a web page, a JSON message or nothing, as a network
 * or an interrupted program leaves it. It is worth nothing to anybody, so it is deleted when the archive can be
 * downloaded. Undefined for archives, for other files, and when there is none.
 */
export async function impostorArchive({ zip }: Pick<CompetitionPaths, "zip">): Promise<Impostor | undefined> {
  if (statSync(zip, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const { archiveFormat, impostorIn } = await import("@mlebench/archives");
  const impostor = impostorIn(zip);
  // A pointer of Git is a person's: what it stands for can be fetched.
  if (impostor === undefined || impostor.kind === "Git-LFS pointer") return undefined;
  const isArchive = await archiveFormat(zip).then(
    () => true,
    () => false,
  );
  return isArchive ? undefined : impostor;
}
