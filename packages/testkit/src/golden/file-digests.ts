import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { archiveFormat, extractArchive } from "@mlebench/archives";
import { md5File } from "@mlebench/disk/md5";

/** Files below a directory, sorted, as paths relative to it with forward slashes. */
export function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => !lstatSync(join(directory, path)).isDirectory())
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/** MD5 of every file below a directory, byte for byte. */
export async function fileDigests(directory: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const path of listFiles(directory)) digests[path] = await md5File(join(directory, path));
  return digests;
}

/** Calls `visit` for every file below a directory, in order of path. A zip, 7z, tar, or tar.gz archive counts as a folder. */
export async function visitFiles(
  directory: string,
  visit: (path: string, file: string) => Promise<void>,
): Promise<void> {
  for (const path of listFiles(directory)) {
    const file = join(directory, path);
    if (!(await countsAsFolder(file))) {
      await visit(path, file);
      continue;
    }
    const scratch = mkdtempSync(join(tmpdir(), "mlebench-digest-"));
    try {
      await extractArchive(file, scratch);
      await visitFiles(scratch, (member, extracted) => visit(`${path}/${member}`, extracted));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
}

/** Preparations write plain tars under names of both kinds. Bytes of those in gzip depend on the version of zlib. */
async function countsAsFolder(file: string): Promise<boolean> {
  if (/\.(zip|7z)$/.test(file)) return true;
  return /\.tar(\.gz)?$/.test(file) && (await archiveFormat(file)) !== "gz";
}

/** MD5 of a file. Of a Parquet table, a digest of names, types and values: its bytes depend on the writer's version. */
export async function contentDigest(file: string): Promise<string> {
  if (!file.endsWith(".parquet")) return md5File(file);
  const { parquetContentDigest } = await import("@mlebench/formats/parquet");
  return parquetContentDigest(file);
}

/**
 * {@link contentDigest} of every file below a directory, comparable between this implementation and the Python
 * reference: archives count as folders, because their bytes depend on clocks and compressors.
 */
export async function contentDigests(directory: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  await visitFiles(directory, async (path, file) => {
    digests[path] = await contentDigest(file);
  });
  return digests;
}

/** MD5 of bytes. */
export function md5(bytes: Uint8Array | string): string {
  return createHash("md5").update(bytes).digest("hex");
}
