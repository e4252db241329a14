import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { extractArchive } from "@mlebench/archives";
import { md5File } from "@mlebench/disk/md5";

/** What identifies the files below a directory, by path relative to it with forward slashes. */
export interface PreparedDigests {
  /** MD5 of every file that a preparation writes byte for byte alike. */
  prepared: Record<string, string>;
  /** Digest of the names, types and values of Parquet tables: their bytes depend on the writer's version. */
  tables?: Record<string, string>;
  /** Digest of the members of zip and 7z archives: their bytes depend on clocks and compressors. */
  archives?: Record<string, string>;
}

/** Files below a directory, sorted, as paths relative to it with forward slashes. */
export function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => !lstatSync(join(directory, path)).isDirectory())
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/** MD5 of every file below a directory. */
export async function fileDigests(directory: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const path of listFiles(directory)) digests[path] = await md5File(join(directory, path));
  return digests;
}

/**
 * MD5 over `path NUL md5 LF` of an archive's files. Archives within become their own digests, all else its MD5.
 */
async function archiveDigest(path: string): Promise<string> {
  const scratch = mkdtempSync(join(tmpdir(), "mlebench-digest-"));
  try {
    await extractArchive(path, scratch);
    const { prepared, tables, archives } = await preparedDigests(scratch);
    const members = Object.entries({ ...prepared, ...tables, ...archives }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const hash = createHash("md5");
    for (const [name, digest] of members) hash.update(`${name}\0${digest}\n`);
    return hash.digest("hex");
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Digests of every file below a prepared directory, comparable between us and the Python reference. */
export async function preparedDigests(directory: string): Promise<PreparedDigests> {
  const prepared: Record<string, string> = {};
  const tables: Record<string, string> = {};
  const archives: Record<string, string> = {};
  for (const path of listFiles(directory)) {
    const file = join(directory, path);
    if (path.endsWith(".parquet")) {
      const { parquetContentDigest } = await import("@mlebench/formats/parquet");
      tables[path] = await parquetContentDigest(file);
    } else if (/\.(zip|7z)$/.test(path)) {
      archives[path] = await archiveDigest(file);
    } else {
      prepared[path] = await md5File(file);
    }
  }
  return {
    prepared,
    ...(Object.keys(tables).length > 0 && { tables }),
    ...(Object.keys(archives).length > 0 && { archives }),
  };
}
