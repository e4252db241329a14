import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { ArchiveReader, Member } from "./archive-entry.js";
import { readError } from "./errors.js";

const blockSize = 1 << 18;

/** The bytes inside a gzip file. Its checksum and length are verified at the end. */
export function gunzipStream(path: string): Readable {
  const gunzip = createGunzip({ chunkSize: blockSize });
  // Errors of either stream surface on the one that is read.
  pipeline(createReadStream(path, { highWaterMark: blockSize }), gunzip, () => undefined);
  return gunzip;
}

/** Opens a gzip file as an archive of one file, which has the archive's name without its last ending. */
export function openGzip(path: string): ArchiveReader {
  const name = basename(path);
  const inner = name.replace(/(?<=.)\.[^.]*$/, "");
  const member: Member = {
    path: inner === name ? `${name}.extracted` : inner,
    size: 0,
    kind: "file",
    content: () => gunzipStream(path),
  };
  return {
    members: async function* () {
      yield member;
    },
    concurrent: false,
    sized: false,
    close: async () => undefined,
  };
}

/** How many bytes a gzip file holds; it has to be decompressed to know. */
export async function gunzipLength(path: string): Promise<number> {
  let length = 0;
  try {
    for await (const block of gunzipStream(path)) length += (block as Buffer).length;
  } catch (error) {
    throw readError(error, path);
  }
  return length;
}
