import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import type { BuildFile } from "@mlebench/runner";
import { createTarPacker, type TarHeader } from "modern-tar";

/**
 * The files as a tar stream that never holds more than a chunk. Times and owners are zero, so that an engine's layer
 * cache sees the same archive again.
 */
export function tarStream(files: readonly BuildFile[]): Readable {
  const { readable, controller } = createTarPacker();
  const write = async (): Promise<void> => {
    for (const file of files) {
      const member = controller.add(headerOf(file));
      if (file.file !== undefined) {
        await Readable.toWeb(createReadStream(file.file)).pipeTo(member as WritableStream);
        continue;
      }
      const writer = member.getWriter();
      if (file.link === undefined && !file.directory && file.bytes !== undefined && file.bytes.length > 0) {
        await writer.write(file.bytes);
      }
      await writer.close();
    }
    controller.finalize();
  };
  write().catch((error) => controller.error(error));
  return Readable.from(readable as unknown as AsyncIterable<Uint8Array>, { objectMode: false });
}

function headerOf(file: BuildFile): TarHeader {
  const header = { name: file.path, mode: file.mode, mtime: new Date(0), uid: 0, gid: 0, size: 0 };
  if (file.link !== undefined) return { ...header, type: "symlink", linkname: file.link };
  if (file.directory) return { ...header, name: `${file.path}/`, type: "directory" };
  const size = file.file !== undefined ? statSync(file.file).size : (file.bytes?.length ?? 0);
  return { ...header, type: "file", size };
}
