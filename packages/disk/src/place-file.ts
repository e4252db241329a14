import { constants, copyFile, type Stats } from "node:fs";
import { promisify } from "node:util";
import { type LinkMode, UserError } from "@mlebench/core";
import { temporaryName } from "./atomic-file.js";
import { createFileCalls, type FileCalls } from "./file-calls.js";

export { createFileCalls, type FileCalls } from "./file-calls.js";

/** How a file came to its second place; see `LinkMode`. */
export type Placement = "reflink" | "hard" | "copy";

/** A file and where it should be too; the directory of `to` exists. */
export interface FileToPlace {
  /** A file, no symbolic link to one: a hard link to that would be another symbolic link. */
  from: string;
  to: string;
  source: Pick<Stats, "dev" | "mode">;
  /** Device of the directory of `to`. */
  targetDevice: number;
}

const copyAsync = promisify(copyFile) as (from: string, to: string, flags: number) => Promise<void>;

/** Of copies, less the umask: they are nobody's programs, and no user's but the owner's to change. */
const fileMode = 0o644;
const placements: Readonly<Record<LinkMode, readonly Placement[]>> = {
  auto: ["reflink", "hard", "copy"],
  clone: ["reflink", "copy"],
  reflink: ["reflink"],
  hard: ["hard"],
  copy: ["copy"],
};
/** The file system, or this pair of file systems, cannot do it; another placement may work. */
const unsupported = new Set([
  "EXDEV",
  "EPERM",
  "EACCES",
  "EMLINK",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EINVAL",
  "ENOTTY",
]);

/**
 * Makes a function that puts files also at a second place; what is there already is replaced, in one step. It remembers
 * what each pair of file systems cannot do, so that a hopeless placement is tried once.
 * @returns how the file was placed; it rejects with a UserError when the only placement allowed is not supported, else
 * with errors of the system
 */
export function createPlacer(
  mode: LinkMode,
  files: FileCalls = createFileCalls(),
): (file: FileToPlace) => Promise<Placement> {
  const choices = placements[mode];
  const ownMode = fileMode & ~process.umask();
  /** Per pair of devices: the place in `choices` that worked. */
  const decided = new Map<string, number>();

  return async (file) => {
    const devices = `${file.source.dev}:${file.targetDevice}`;
    for (let index = decided.get(devices) ?? 0; ; index += 1) {
      try {
        await placeAs(files, choices[index], file, ownMode);
        return choices[index];
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const isLast = index === choices.length - 1;
        if (isLast && choices.length === 1 && code !== undefined && unsupported.has(code))
          throw new UserError(`Cannot make a ${mode} link here (${code})`, {
            file: file.to,
            hint: 'Use the link mode "auto" or "copy".',
            cause: error,
          });
        if (isLast || code === undefined || !unsupported.has(code)) throw error;
        if (!isAboutOneFile(code, choices[index]))
          decided.set(devices, Math.max(decided.get(devices) ?? 0, index + 1));
      }
    }
  };
}

/** Too many links (EMLINK) and permissions are about one file; all other codes are about the file systems. */
const isAboutOneFile = (code: string, placement: Placement): boolean =>
  code === "EMLINK" || code === "EACCES" || (code === "EPERM" && placement === "hard");

/** Makes `to`; when it exists, beside it and then in its place. */
async function placeAs(
  files: FileCalls,
  placement: Placement,
  { from, to, source }: FileToPlace,
  ownMode: number,
): Promise<void> {
  try {
    // A copy grows while it is written, so it never starts under its final name.
    if (placement === "hard") return await files.link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const temporary = temporaryName(to);
  try {
    if (placement === "hard") await files.link(from, temporary);
    else await copy(from, temporary, placement);
    if (placement !== "hard" && (source.mode & 0o7777) !== ownMode) await files.chmod(temporary, ownMode);
    await files.rename(temporary, to);
    // Where both names are the same file already, rename leaves both.
    if (placement === "hard") await removeIfThere(files, temporary);
  } catch (error) {
    await removeIfThere(files, temporary);
    throw error;
  }
}

async function removeIfThere(files: FileCalls, path: string): Promise<void> {
  try {
    await files.unlink(path);
  } catch {
    // It was never made, or is gone.
  }
}

function copy(from: string, to: string, placement: "reflink" | "copy"): Promise<void> {
  const clone = placement === "reflink" ? constants.COPYFILE_FICLONE_FORCE : 0;
  return copyAsync(from, to, constants.COPYFILE_EXCL | clone);
}
