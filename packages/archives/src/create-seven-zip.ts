import { constants } from "node:fs";
import { chmod, copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { systemError, temporaryName } from "@mlebench/disk";
import { directoryMaker } from "./atomic-file.js";
import { checkName, memberSizes, type NewMember } from "./new-member.js";
import { runSevenZip } from "./seven-zip-program.js";

/** What {@link createSevenZip} packs besides files. */
export interface CreateSevenZipOptions {
  /** Names of folders with nothing in them. All members then carry attributes: 0755 for folders, 0644 for files. */
  emptyFolders?: readonly string[];
}

/**
 * Writes a 7z file without times and attributes, so that equal input gives equal bytes. The file appears complete or not
 * at all; directories above it are made. The members are gathered beside it first (cloned where the file system can).
 * @throws UserError when a name is unsafe or comes twice, a file is missing, or the disk refuses
 */
export async function createSevenZip(
  destination: string,
  files: readonly NewMember[],
  { emptyFolders = [] }: CreateSevenZipOptions = {},
): Promise<void> {
  await memberSizes(destination, files);
  for (const name of emptyFolders) checkName(destination, name);
  const target = resolve(destination);
  const work = temporaryName(target);
  const makeDirectory = directoryMaker();
  try {
    await mkdir(join(work, "in"), { recursive: true });
    for (const { name, path, data } of files) {
      const place = join(work, "in", name);
      makeDirectory(dirname(place));
      if (data !== undefined) await writeFile(place, data);
      else await copyFile(path!, place, constants.COPYFILE_FICLONE);
    }
    const names = [...files.map(({ name }) => name), ...emptyFolders];
    if (emptyFolders.length > 0) {
      for (const name of emptyFolders) makeDirectory(join(work, "in", name));
      for (const [i, name] of names.entries())
        await chmod(join(work, "in", name), i < files.length ? 0o644 : 0o755);
    }
    await writeFile(join(work, "names"), names.map((name) => `${name}\n`).join(""));
    // One thread, no times, no attributes but ours: nothing of this machine goes in.
    const commands = ["a", "-t7z", "-mx=1", "-mmt=1", "-mtm-", "-mtc-", "-mta-", "-bso0", "-spd"];
    // Python's py7zr distinguishes a folder from an empty file only by attributes.
    if (emptyFolders.length === 0) commands.push("-mtr-");
    const result = await runSevenZip(
      [...commands, "-scsUTF-8", "/work/out.7z", "@/work/names"],
      [
        { name: "/work", directory: work },
        { name: "/in", directory: join(work, "in") },
      ],
    );
    if (!result.succeeded)
      throw new UserError(`7-Zip cannot write the archive: ${result.errors.trim()}`, { file: destination });
    await rename(join(work, "out.7z"), target);
  } catch (error) {
    throw systemError(error, destination);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
