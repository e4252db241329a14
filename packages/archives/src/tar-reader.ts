import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream, WritableStream } from "node:stream/web";
import { UserError } from "@mlebench/core";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import type { ArchiveReader, Member } from "./archive-entry.js";
import { archivePath } from "./archive-path.js";
import { damaged, readError, unsafe } from "./errors.js";
import { gunzipStream } from "./gzip-reader.js";
import { withoutSparse } from "./tar-types.js";

const blockSize = 1 << 18;
const smallSize = 1 << 20;

const kinds: Readonly<Record<string, Member["kind"]>> = {
  file: "file",
  directory: "directory",
  symlink: "symbolic-link",
  link: "hard-link",
};

/** Opens a tar file, plain or in gzip: ustar, pax and GNU long names. */
export function openTar(path: string, gzipped: boolean): ArchiveReader {
  return {
    members: () => tarMembers(path, gzipped),
    concurrent: false,
    sized: false,
    close: async () => undefined,
  };
}

async function* tarMembers(archive: string, gzipped: boolean): AsyncGenerator<Member> {
  const source = gzipped ? gunzipStream(archive) : createReadStream(archive, { highWaterMark: blockSize });
  // Strict: wrong header checksums and a missing end are errors.
  const decoder = createTarDecoder({ strict: true });
  const transform = {
    readable: decoder.readable as ReadableStream<ParsedTarEntry>,
    writable: decoder.writable as WritableStream<Uint8Array>,
  };
  const checked = Readable.from(
    withoutSparse(source, (name) => sparse(archive, name)),
    { objectMode: false },
  );
  try {
    for await (const entry of Readable.toWeb(checked).pipeThrough(transform)) {
      yield tarMember(archive, entry);
      // A body that was left out is read to its end, and not canceled: by then the decoder is at the next member, and
      // would drop the bytes of that one.
      if (!entry.body.locked) for await (const _ of entry.body as ReadableStream<Uint8Array>);
    }
  } catch (error) {
    throw readError(error, archive);
  } finally {
    checked.destroy();
    source.destroy();
  }
}

function tarMember(archive: string, { header, body }: ParsedTarEntry): Member {
  const path = archivePath(archive, header.name);
  if (Object.keys(header.pax ?? {}).some((key) => key.startsWith("GNU.sparse.")))
    throw sparse(archive, path.replace(/(^|\/)GNUSparseFile\.\d+\//, "$1"));
  const kind = kinds[header.type ?? "file"];
  if (kind === undefined)
    throw unsafe(archive, `"${path}" is a ${header.type}, not a file, directory or link`);
  return {
    path,
    kind,
    size: kind === "file" ? header.size : 0,
    ...(header.linkname !== undefined && { target: header.linkname }),
    content: () =>
      header.size <= smallSize
        ? readAll(archive, path, header.size, body)
        : (body as ReadableStream<Uint8Array>),
  };
}

function sparse(archive: string, path: string): UserError {
  return new UserError(`"${path}" is stored without its empty parts (a sparse file), which cannot be read`, {
    file: archive,
    hint: "Extract it manually with `tar -xf`.",
  });
}

async function readAll(
  archive: string,
  path: string,
  size: number,
  body: ParsedTarEntry["body"],
): Promise<Uint8Array> {
  const data = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    data.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled !== size) throw damaged(archive, `it ends inside "${path}"`);
  return data;
}
