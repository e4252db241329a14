import { constants } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { UserError } from "@mlebench/core";
import { directoryMaker, temporaryName } from "./atomic-file.js";
import { fileError } from "./errors.js";
import { memberSizes, type NewMember } from "./new-member.js";
import { runSevenZip } from "./seven-zip-program.js";

/**
 * Writes a 7z file without times and attributes, so that equal input gives equal bytes. The file appears whole or not
 * at all; directories above it are made. The members are gathered beside it first (cloned where the file system can).
 * @throws UserError when a name is unsafe or comes twice, a file is missing, or the disk refuses
 */
export async function createSevenZip(destination: string, files: readonly NewMember[]): Promise<void> {
  await memberSizes(destination, files);
  const target = resolve(destination);
  const work = temporaryName(target);
  const makeDirectory = directoryMaker();
  try {
    await mkdir(join(work, "in"), { recursive: true });
    for (const { name, path, data } of files) {
      const place = join(work, "in", name);
      await makeDirectory(dirname(place));
      if (data !== undefined) await writeFile(place, data);
      else await copyFile(path!, place, constants.COPYFILE_FICLONE);
    }
    await writeFile(join(work, "names"), files.map(({ name }) => `${name}\n`).join(""));
    // One thread, no times, no attributes: nothing of this machine goes in.
    const commands = ["a", "-t7z", "-mx=1", "-mmt=1", "-mtm-", "-mtc-", "-mta-", "-mtr-", "-bso0", "-spd"];
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
    throw fileError(error, destination);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
