import { open } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { type Progress, quoteNames, UserError } from "@mlebench/core";
import type { ArchiveReader, Member } from "./archive-entry.js";
import { fileMode, makeDirectory, replaceFile } from "./atomic-file.js";
import { damaged } from "./errors.js";
import { checkName } from "./new-member.js";
import { type ProgressMeter, progressMeter } from "./progress-meter.js";
import { localHeader, needsZip64, type ZipRecord } from "./zip-format.js";
import { openZip } from "./zip-reader.js";
import { createSink, type Sink, TableWriter } from "./zip-sink.js";

export interface CopyZipOptions {
  onProgress?: (progress: Progress) => void;
}

/**
 * Copies files from one zip into a new one, in the order of the old one and packed as they are there: what is stored
 * stays stored, what is deflated stays deflated. Checksums are verified. Memory does not grow with the size of files.
 * @param names of the files to copy, each with the name that it gets
 * @throws UserError if the source is no zip or is damaged, lacks a file, or two files would get the same name
 */
export async function copyZipMembers(
  source: string,
  destination: string,
  names: ReadonlyMap<string, string>,
  { onProgress }: CopyZipOptions = {},
): Promise<void> {
  requireNewNames(destination, names);
  makeDirectory(dirname(destination));
  const meter = progressMeter(`write ${basename(destination)}`, "files", onProgress);
  const reader = await openZip(source);
  try {
    await replaceFile(destination, async (temporary) => {
      const output = await open(temporary, "wx", fileMode);
      try {
        await copyMembers(reader, createSink(output), source, names, meter);
      } finally {
        await output.close();
      }
    });
  } finally {
    await reader.close();
  }
}

function requireNewNames(destination: string, names: ReadonlyMap<string, string>): void {
  const taken = new Set<string>();
  for (const name of names.values()) {
    checkName(destination, name);
    if (taken.has(name))
      throw new UserError(`Two files have the name "${name}" in the archive`, { file: destination });
    taken.add(name);
  }
}

async function copyMembers(
  reader: ArchiveReader,
  sink: Sink,
  source: string,
  names: ReadonlyMap<string, string>,
  meter: ProgressMeter,
): Promise<void> {
  const missing = new Set(names.keys());
  const table = new TableWriter();
  meter.total(names.size);
  for await (const member of reader.members()) {
    const name = names.get(member.path);
    if (name === undefined || member.kind !== "file") continue;
    if (!missing.delete(member.path)) throw damaged(source, `it has "${member.path}" twice`);
    table.add(await copyMember(sink, member, name));
    meter.set(table.count);
  }
  if (missing.size > 0)
    throw new UserError(
      `Missing ${missing.size === 1 ? "file" : "files"} in the archive: ${quoteNames([...missing])}`,
      {
        file: source,
      },
    );
  await table.finish(sink);
  meter.finish();
}

async function copyMember(sink: Sink, member: Member, name: string): Promise<ZipRecord> {
  const content = await member.content();
  const { crc32: crc = 0, size } = member;
  const { deflated = false, size: packedSize = size, read } = member.packed ?? {};
  const record: ZipRecord = {
    name: Buffer.from(name),
    deflated,
    crc,
    packedSize,
    size,
    offset: sink.position(),
    zip64: needsZip64(Math.max(size, packedSize)),
  };
  // Reading the content has verified it; of a large file, the bytes are read again.
  if (!(content instanceof Uint8Array)) for await (const _ of content);
  await sink.append(localHeader(record));
  const isAtHand = content instanceof Uint8Array && !deflated;
  const body = isAtHand || read === undefined ? content : await read();
  if (body instanceof Uint8Array) await sink.append(body);
  else for await (const block of body) await sink.append(block);
  return record;
}
