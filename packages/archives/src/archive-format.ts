import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { gitLfsHint, isGitLfsPointerText, UserError } from "@mlebench/core";
import { systemError } from "@mlebench/disk";
import { findZip } from "./zip-bounds.js";

/** Formats that {@link archiveFormat} recognizes. */
export type ArchiveFormat = "zip" | "7z" | "tar" | "tar.gz" | "gz";

const tarBlock = 512;
const sampleSize = 1 << 16;

const startsWith = (bytes: Uint8Array, ...magic: number[]) =>
  magic.every((byte, index) => bytes[index] === byte);

/**
 * The format of an archive by its content; its name does not matter.
 * @throws UserError when it is none of the known formats, or cannot be read
 */
export async function archiveFormat(path: string): Promise<ArchiveFormat> {
  const { start, hasZipEnd } = await inspect(path);
  if (startsWith(start, 0x50, 0x4b, 3, 4) || startsWith(start, 0x50, 0x4b, 5, 6)) return "zip";
  if (startsWith(start, 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)) return "7z";
  if (startsWith(start, 0x1f, 0x8b)) return isTar(await gunzipStart(start)) ? "tar.gz" : "gz";
  if (isTar(start)) return "tar";
  if (hasZipEnd) return "zip";
  throw new UserError(
    start.length === 0 ? "Not an archive: the file is empty" : `Unknown archive format${guess(start)}`,
    {
      file: path,
      expected: "the content of a zip, 7z, tar, tar.gz or gz file",
      hint:
        impostorOf(start)?.kind === "Git-LFS pointer"
          ? gitLfsHint
          : "Delete it and download it again, or extract it manually.",
    },
  );
}

interface Inspection {
  start: Uint8Array;
  /** A zip file may follow other bytes, such as a program that extracts it. */
  hasZipEnd: boolean;
}

async function inspect(path: string): Promise<Inspection> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleSize), 0, sampleSize, 0);
      return { start: buffer.subarray(0, bytesRead), hasZipEnd: (await findZip(file)) !== undefined };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw systemError(error, path);
  }
}

/** The first bytes inside a gzip stream, as far as `start` reaches. */
function gunzipStart(start: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const gunzip = createGunzip({ chunkSize: 4096 });
    const finish = () => {
      resolve(Buffer.concat(chunks));
      gunzip.destroy();
    };
    gunzip.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= tarBlock) finish();
    });
    gunzip.on("end", finish);
    gunzip.on("error", finish);
    gunzip.end(start);
  });
}

/** A tar header's checksum is the sum of its bytes with its own field read as spaces. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < tarBlock) return false;
  const header = bytes.subarray(0, tarBlock);
  const stated = Number.parseInt(Buffer.from(header.subarray(148, 156)).toString("latin1"), 8);
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return sum === stated;
}

function guess(start: Uint8Array): string {
  if (startsWith(start, 0x42, 0x5a, 0x68)) return ": it is bzip2";
  if (startsWith(start, 0xfd, 0x37, 0x7a, 0x58, 0x5a)) return ": it is xz";
  if (startsWith(start, 0x52, 0x61, 0x72, 0x21)) return ": it is rar";
  if (startsWith(start, 0x28, 0xb5, 0x2f, 0xfd)) return ": it is zstandard";
  const impostor = impostorOf(start);
  return impostor === undefined ? "" : `: it is ${impostor.words}`;
}

const impostorStart = 512;

/** What came in place of an archive. */
export interface Impostor {
  kind: "nothing" | "web page" | "JSON" | "Git-LFS pointer";
  /** For a message, after "it is". */
  words: string;
}

/** What a file or an answer is by its first bytes, if it is none that anybody wanted; undefined for everything else. */
export function impostorOf(start: Uint8Array): Impostor | undefined {
  if (start.length === 0) return { kind: "nothing", words: "empty" };
  const text = Buffer.from(start.subarray(0, impostorStart))
    .toString("utf8")
    .replace(/^\uFEFF?\s*/, "");
  if (isGitLfsPointerText(text))
    return {
      kind: "Git-LFS pointer",
      words: "a Git LFS pointer to a file that was not downloaded",
    };
  if (/^<(!doctype|html|head|body|\?xml|error|!--)/i.test(text))
    return { kind: "web page", words: "a web page, perhaps a log-in page or an error message" };
  if (/^\{\s*("|\})/.test(text)) return { kind: "JSON", words: "a JSON message, perhaps an error" };
  return undefined;
}

/**
 * {@link impostorOf} for a file.
 * @throws UserError when it cannot be read
 */
export function impostorIn(path: string): Impostor | undefined {
  const start = Buffer.alloc(impostorStart);
  try {
    const file = openSync(path, "r");
    try {
      return impostorOf(start.subarray(0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw systemError(error, path);
  }
}
