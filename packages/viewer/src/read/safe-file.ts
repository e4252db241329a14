import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { join, sep } from "node:path";

/** A file that is open for reading, and what it was when it was opened. */
export interface OpenFile {
  readonly stats: Stats;
  /** Up to `length` bytes from an offset; fewer at the end of the file. */
  readonly read: (offset: number, length: number) => Buffer;
}

/** Whether a text can be the name of one entry of a directory. */
export function isEntryName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && name.length <= 255;
}

/**
 * The real path of something below a directory; undefined where nothing is, and where `..` or a link leads out of it.
 * @param path relative, with slashes; empty for the directory itself
 */
export function pathInside(root: string, path: string): string | undefined {
  if (path !== "" && !path.split("/").every(isEntryName)) return undefined;
  try {
    const top = realpathSync(root);
    const real = realpathSync(join(top, path));
    return real === top || real.startsWith(top.endsWith(sep) ? top : top + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Lets `use` read a file below a directory. Links that lead out of the directory, and whatever is no regular file, such as
 * a device or a FIFO, are not opened.
 * @returns undefined where there is no such file
 */
export function withFile<Result>(
  root: string,
  path: string,
  use: (file: OpenFile) => Result,
): Result | undefined {
  const real = pathInside(root, path);
  if (real === undefined) return undefined;
  let descriptor: number;
  try {
    // A FIFO would wait for a writer; a link that came in between is refused.
    descriptor = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stats = fstatSync(descriptor);
    // A directory above it may have become a link since.
    if (!stats.isFile() || pathInside(root, path) !== real) return undefined;
    const read = (offset: number, length: number): Buffer => {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, stats.size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const count = readSync(descriptor, bytes, done, bytes.length - done, offset + done);
        if (count === 0) break;
        done += count;
      }
      return bytes.subarray(0, done);
    };
    return use({ stats, read });
  } catch {
    // It was truncated, or the disk failed: what cannot be read is not there.
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** A file as text if it is not larger than `limit`. */
export function readText(root: string, path: string, limit: number): string | undefined {
  return withFile(root, path, ({ stats, read }) =>
    stats.size > limit ? undefined : read(0, stats.size).toString("utf8"),
  );
}

/** Names in a directory, sorted, and what they are; undefined where there is no such directory. */
export function listDirectory(
  root: string,
  path: string,
): { name: string; isDirectory: boolean; isFile: boolean }[] | undefined {
  const real = pathInside(root, path);
  if (real === undefined) return undefined;
  try {
    return readdirSync(real, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory(), isFile: entry.isFile() }))
      .sort((a, b) => Number(b.isDirectory) - Number(a.isDirectory) || (a.name < b.name ? -1 : 1));
  } catch {
    return undefined;
  }
}
