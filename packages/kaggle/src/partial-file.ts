import { type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { describeSystemError, syncDirectory, writeFileAtomically } from "@mlebench/disk";
import { type RunningChecksums, runningChecksums } from "./checksums.js";
import { KaggleError } from "./kaggle-error.js";
import type { RemoteFile } from "./remote-file.js";

/** A file on its way: `<destination>.part`, and beside it what it is a part of. Only ever grows, or starts over. */
export interface PartialFile {
  readonly path: string;
  /** Bytes that are there. */
  readonly length: number;
  /** What they are a part of; undefined before the first byte. */
  readonly origin: RemoteFile | undefined;
  readonly checksums: RunningChecksums;
  readonly append: (bytes: Uint8Array) => Promise<void>;
  /** Throws away what is there. */
  readonly restart: (origin: RemoteFile | undefined) => Promise<void>;
  /** Makes it the destination. */
  readonly finish: () => Promise<void>;
  /** Lets go of the file; what is there stays, if there is anything. */
  readonly close: () => Promise<void>;
}

const sidecarVersion = 1;
const readSize = 1 << 20;

/**
 * Takes up what an earlier download left, or starts with nothing.
 * @param source what is downloaded; a part of something else is not taken up
 * @param onRead called with the bytes of the part read so far, and their number
 * @throws KaggleError when the file system refuses
 */
export async function openPartialFile(
  destination: string,
  source: string,
  onRead: (done: number, total: number) => void,
): Promise<PartialFile> {
  const path = `${destination}.part`;
  const sidecar = `${path}.json`;
  const guard = <T>(work: () => Promise<T>) =>
    work().catch((error: unknown) => Promise.reject(diskError(error, path)));

  let origin = await readSidecar(sidecar, source);
  await guard(() => mkdir(dirname(destination), { recursive: true }));
  const handle = await guard(() => open(path, "a+"));
  let length = 0;
  let checksums = runningChecksums(true);

  const restart = (next: RemoteFile | undefined) =>
    guard(async () => {
      // In this order: whatever is there never counts as a part of something it is not.
      await handle.truncate(0);
      await rm(sidecar, { force: true });
      if (next !== undefined) writeSidecar(sidecar, source, next);
      origin = next;
      length = 0;
      checksums = runningChecksums(next?.md5 === undefined);
    });

  try {
    const { size } = await guard(() => handle.stat());
    const isUsable = origin !== undefined && size > 0 && (origin.size === undefined || size <= origin.size);
    if (isUsable) {
      checksums = runningChecksums(origin?.md5 === undefined);
      length = await guard(() => readAll(handle, checksums, (done) => onRead(done, size)));
    } else await restart(undefined);
  } catch (error) {
    await handle.close();
    throw error;
  }

  return {
    path,
    get length() {
      return length;
    },
    get origin() {
      return origin;
    },
    get checksums() {
      return checksums;
    },
    restart,
    append: (bytes) =>
      guard(async () => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
          checksums.add(bytes.subarray(done, done + bytesWritten));
          length += bytesWritten;
          done += bytesWritten;
        }
      }),
    finish: () =>
      guard(async () => {
        await handle.sync();
        await handle.close();
        await rename(path, destination);
        syncDirectory(dirname(destination));
        await rm(sidecar, { force: true });
      }),
    close: async () => {
      await handle.close().catch(() => undefined);
      if (length > 0) return;
      await Promise.all([path, sidecar].map((file) => rm(file, { force: true }).catch(() => undefined)));
    },
  };
}

/** Takes away what {@link openPartialFile} left beside a destination that is complete. */
export async function removeSidecar(destination: string): Promise<void> {
  await rm(`${destination}.part.json`, { force: true });
}

async function readAll(handle: FileHandle, checksums: RunningChecksums, onRead: (done: number) => void) {
  const buffer = Buffer.allocUnsafe(readSize);
  let position = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, readSize, position);
    if (bytesRead === 0) return position;
    checksums.add(buffer.subarray(0, bytesRead));
    position += bytesRead;
    onRead(position);
  }
}

async function readSidecar(path: string, source: string): Promise<RemoteFile | undefined> {
  try {
    const content = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    if (content.version !== sidecarVersion || content.source !== source) return undefined;
    const { size, md5, crc32c, etag, lastModified } = content;
    return {
      ...(typeof size === "number" && { size }),
      ...(typeof md5 === "string" && { md5 }),
      ...(typeof crc32c === "string" && { crc32c }),
      ...(typeof etag === "string" && { etag }),
      ...(typeof lastModified === "string" && { lastModified }),
    };
  } catch {
    return undefined;
  }
}

function writeSidecar(path: string, source: string, origin: RemoteFile): void {
  writeFileAtomically(path, JSON.stringify({ version: sidecarVersion, source, ...origin }));
}

const resume = "Free up space, then run again to resume the download.";
const hints = {
  ENOSPC: resume,
  EDQUOT: resume,
  EFBIG: "Use a data directory on another file system.",
};

function diskError(error: unknown, path: string): KaggleError {
  if (error instanceof KaggleError) return error;
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  const { what, hint } = describeSystemError(error, hints) ?? {
    what: `Cannot write the file (${code})`,
    hint: "Check the disk and the path.",
  };
  return new KaggleError("disk", what, { file: path, hint });
}
