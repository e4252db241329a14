import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createZip } from "@mlebench/archives";

/**
 * The bytes of a zip file with these files.
 * @param files name, with `/`, to content
 */
export async function archiveOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "mock-kaggle-"));
  try {
    const path = join(folder, "archive.zip");
    const members = Object.entries(files).map(([name, data]) => ({
      name,
      data: typeof data === "string" ? Buffer.from(data) : data,
    }));
    await createZip(path, members);
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
