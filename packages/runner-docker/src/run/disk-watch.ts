import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readlink, stat } from "node:fs/promises";
import { promisify } from "node:util";
import type Docker from "dockerode";

const run = promisify(execFile);

/**
 * What a container has written, in bytes: as occupied on the disk where the engine's files can be seen from here, else
 * as the engine counts it, by the lengths of files, holes included.
 */
export async function writtenBytes(docker: Docker, id: string): Promise<number | undefined> {
  const { GraphDriver } = await docker.getContainer(id).inspect();
  const upper = (GraphDriver?.Data as { UpperDir?: string } | undefined)?.UpperDir;
  if (upper !== undefined && isReadable(upper)) {
    // Files vanish while they are counted: then the sum is still printed, with a nonzero exit code.
    const counted = await run("du", ["-skx", upper], { maxBuffer: 1 << 26 }).catch(
      (error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }),
    );
    const kibibytes = Number.parseInt(counted.stdout, 10);
    if (Number.isFinite(kibibytes)) return kibibytes * 1024 + (await deletedBytes(docker, id));
  }
  const inspected = (await docker.getContainer(id).inspect({ size: true } as object)) as { SizeRw?: number };
  return inspected.SizeRw;
}

function isReadable(directory: string): boolean {
  // Below a directory that only root may enter, this is false for all others.
  return process.platform === "linux" && existsSync(directory);
}

/** More processes than this are not looked into: that would take longer than filling a disk. */
const mostProcesses = 2000;

/** What files occupy that a container's processes deleted but keep open: no directory shows them. */
async function deletedBytes(docker: Docker, id: string): Promise<number> {
  const top = (await docker
    .getContainer(id)
    .top({ ps_args: "-eo pid" })
    .catch(() => undefined)) as { Processes?: string[][] } | undefined;
  const sizes = new Map<string, number>();
  for (const [pid] of (top?.Processes ?? []).slice(0, mostProcesses)) {
    const directory = `/proc/${pid}/fd`;
    for (const name of await readdir(directory).catch(() => [])) {
      const path = `${directory}/${name}`;
      const target = await readlink(path).catch(() => "");
      if (!target.endsWith(" (deleted)") || /^\/(memfd:|dev\/|SYSV)/.test(target)) continue;
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() && found.nlink === 0) sizes.set(`${found.dev}:${found.ino}`, found.blocks * 512);
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
