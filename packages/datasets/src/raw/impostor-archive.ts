import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { Impostor } from "@mlebench/archives";
import type { CompetitionPaths } from "@mlebench/core";

/**
 * What is in the place of the competition's archive if it is a web page, a JSON message or an empty file, as a network
 * or an interrupted program leaves it. Nobody needs it, so it is deleted before a download. Undefined for archives, for
 * other files, and if there is no file.
 */
export async function impostorArchive({ zip }: Pick<CompetitionPaths, "zip">): Promise<Impostor | undefined> {
  if (statSync(zip, { throwIfNoEntry: false })?.isFile() !== true || startsAsZip(zip)) return undefined;
  const { archiveFormat, impostorIn } = await import("@mlebench/archives");
  const impostor = impostorIn(zip);
  // A person put the Git-LFS pointer there and can fetch the file that it stands for.
  if (impostor === undefined || impostor.kind === "Git-LFS pointer") return undefined;
  const isArchive = await archiveFormat(zip).then(
    () => true,
    () => false,
  );
  return isArchive ? undefined : impostor;
}

/** Nearly every archive does, and so is recognized without loading what reads archives. */
function startsAsZip(path: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(path, "r");
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return start.toString("latin1") === "PK";
}
