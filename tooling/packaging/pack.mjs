// Packs every published package as `npm pack` does.
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { root, workspacePackages } from "../workspace.mjs";

/** Packages that are published. */
export function publishedPackages() {
  return workspacePackages().filter(({ kind, manifest }) => kind !== "tooling" && !manifest.private);
}

/**
 * Builds every published package and packs it into a directory. npm reads everything that a package has installed before
 * it packs, which takes most of its time, and packs nothing of it: it gets copies without that.
 */
export async function packPackages(directory) {
  await run(process.execPath, [join(root, "tooling/build/build.mjs")]);
  await run(process.execPath, [join(root, "node_modules/typescript-7/bin/tsc"), "-b", "--singleThreaded"]);
  await mkdir(directory, { recursive: true });
  const copies = await mkdtemp(join(tmpdir(), "mlebench-pack-"));
  try {
    const folders = [];
    for (const { folder, path } of publishedPackages()) {
      const copy = join(copies, path);
      await cp(folder, copy, {
        recursive: true,
        mode: constants.COPYFILE_FICLONE,
        filter: (name) => basename(name) !== "node_modules",
      });
      folders.push(copy);
    }
    return JSON.parse(await run("npm", ["pack", "--json", "--pack-destination", directory, ...folders]));
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/** @throws Error when the program fails, with what it printed on stderr */
async function run(command, args) {
  const options = { cwd: root, maxBuffer: 2 ** 26, shell: process.platform === "win32" };
  const running = promisify(execFile)(command, args, options);
  running.child.stdin.end();
  return (await running).stdout;
}
