import { lstat, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { temporaryName } from "@mlebench/disk";
import { unsafe } from "./errors.js";

/** Whether a directory's file system takes `a` and `A` for one name, as those of macOS and Windows do. */
export async function foldsNames(directory: string): Promise<boolean> {
  const probe = temporaryName(join(directory, "probe"));
  await writeFile(probe, "", { flag: "wx" });
  try {
    const other = join(dirname(probe), basename(probe).toUpperCase());
    return await lstat(other).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(probe, { force: true });
  }
}

/**
 * A function to call with the name of each file. Where names are folded, files with names that differ only in case or in
 * how accents are composed would overwrite one another without a word.
 * @throws UserError, by the function, for the second of two such files
 */
export function collisionCheck(archive: string): (path: string) => void {
  const seen = new Map<string, string>();
  return (path) => {
    const folded = path.normalize("NFC").toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined && other !== path)
      throw unsafe(archive, `"${other}" and "${path}" are one file to this file system`);
    seen.set(folded, path);
  };
}
