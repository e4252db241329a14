import { closeSync, openSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "@mlebench/core";
import { archiveFormat } from "./archive-format.js";
import { fileMode, makeDirectory, replaceFile } from "./atomic-file.js";
import { damaged, readError } from "./errors.js";
import { checkName } from "./new-member.js";
import { openArchive } from "./open-archive.js";
import { tarBlock, tarHeader } from "./tar-header.js";

/** A tar of members of another archive. */
export interface RepackedTar {
  destination: string;
  /** The members by their name in the source, with the names that they get. */
  members: ReadonlyMap<string, string>;
}

interface OpenTar extends RepackedTar {
  descriptor: number;
  missing: Set<string>;
}

/**
 * Writes tars of members of an archive, in the archive's order, all of 1 January 1970, mode 0644 and nobody's. The source
 * is read once, and nothing is extracted to the disk: this suits archives of any size. The tars appear complete or not at
 * all.
 * @throws UserError when a member is missing or is no file, a name is unsafe or comes twice, the source is damaged or a 7z
 * archive, or the disk refuses
 */
export async function repackArchive(source: string, tars: readonly RepackedTar[]): Promise<void> {
  for (const { destination, members } of tars) {
    const names = [...members.values()];
    for (const name of names) checkName(destination, name);
    if (new Set(names).size < names.length)
      throw new UserError("Two files have the same name in the archive", { file: destination });
  }
  const format = await archiveFormat(source);
  if (format === "7z")
    throw new UserError("Cannot repack a 7z archive", { file: source, expected: "a zip or tar archive" });
  const openAll = async ([tar, ...rest]: readonly RepackedTar[], open: OpenTar[]): Promise<void> => {
    if (tar === undefined) return copyMembers(source, format, open);
    makeDirectory(dirname(tar.destination));
    await replaceFile(tar.destination, async (temporary) => {
      const descriptor = openSync(temporary, "wx", fileMode);
      try {
        await openAll(rest, [...open, { ...tar, descriptor, missing: new Set(tar.members.keys()) }]);
        writeFileSync(descriptor, Buffer.alloc(2 * tarBlock));
      } finally {
        closeSync(descriptor);
      }
    });
  };
  await openAll(tars, []);
}

async function copyMembers(
  source: string,
  format: Parameters<typeof openArchive>[1],
  tars: readonly OpenTar[],
): Promise<void> {
  const reader = await openArchive(source, format);
  try {
    for await (const member of reader.members()) {
      const takers = tars.filter(({ missing }) => missing.delete(member.path));
      if (takers.length === 0) continue;
      if (member.kind !== "file")
        throw new UserError(`Not a file: \`${member.path}\``, { file: source, expected: "a regular file" });
      const content = await member.content();
      for (const { descriptor, members } of takers) {
        const name = members.get(member.path) ?? member.path;
        writeFileSync(descriptor, tarHeader(name, member.size));
      }
      let size = 0;
      for await (const block of content instanceof Uint8Array ? [content] : content) {
        size += block.length;
        for (const { descriptor } of takers) writeFileSync(descriptor, block);
      }
      if (size !== member.size) throw damaged(source, `it ends inside "${member.path}"`);
      const padding = Buffer.alloc((tarBlock - (size % tarBlock)) % tarBlock);
      for (const { descriptor } of takers) writeFileSync(descriptor, padding);
    }
  } catch (error) {
    throw readError(error, source);
  } finally {
    await reader.close();
  }
  for (const { missing } of tars) {
    const [first] = missing;
    if (first === undefined) continue;
    throw new UserError(`Missing member \`${first}\``, {
      file: source,
      hint: "Check that the raw data is complete, and download it again if not.",
    });
  }
}
