// An empty project into which packed tarballs are installed, as a user would.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "@mlebench/disk/lock";
import { smallFilesDirectory } from "../../small-files.js";
import { type PackedPackage, packPackages, publishedPackages } from "../pack.mjs";

/**
 * Runs a program to its end and gives what it printed.
 * @throws Error when it fails
 */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  // pnpm's shims set NODE_PATH, by which a project would find packages that it does not have.
  const { NODE_PATH: _nodePath, ...inherited } = process.env;
  // No proxy leads to the registry of this process.
  const direct = [inherited.NO_PROXY ?? inherited.no_proxy, "127.0.0.1"].filter(Boolean).join();
  const env = { ...inherited, NO_PROXY: direct, no_proxy: direct };
  const options = { cwd, encoding: "utf8", maxBuffer: 2 ** 26, env } as const;
  const running = promisify(execFile)(command, args, options);
  running.child.stdin?.end();
  return (await running).stdout;
}

/** What `npm pack` lists of a package. */
export interface Packed extends PackedPackage {
  /** Path of the tarball. */
  file: string;
}

/**
 * Packs every published package, once for all tests of a run: packing takes longer than most of them.
 * @returns what was packed, by name
 */
export async function packEverything(): Promise<ReadonlyMap<string, Packed>> {
  const directory = join(tmpdir(), "mlebench-packed");
  const index = join(directory, "index.json");
  await mkdir(directory, { recursive: true });
  await withLock(join(directory, "lock"), async () => {
    if (existsSync(index)) return;
    await writeFile(index, JSON.stringify(await packPackages(directory)));
  });
  const listed: PackedPackage[] = JSON.parse(await readFile(index, "utf8"));
  return new Map(
    listed.map((packed) => [packed.name, { ...packed, file: join(directory, packed.filename) }]),
  );
}

/**
 * A registry that has what was packed. Given the tarballs as arguments, npm asks the public one for each dependency
 * between them, several hundred times.
 */
async function serveRegistry(
  packed: ReadonlyMap<string, Packed>,
): Promise<{ url: string; close: () => void }> {
  let url = "";
  const server = createServer((request, response) => {
    // npm keeps no answer of this: the next one at this address has other packages.
    response.setHeader("cache-control", "no-store");
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const [entry] = [...packed.values()].filter(({ name, filename }) => path === name || path === filename);
    if (entry === undefined) response.writeHead(404).end();
    else if (path === entry.filename) createReadStream(entry.file).pipe(response);
    else response.end(JSON.stringify(packument(entry, url)));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, close: () => server.close().closeAllConnections() };
}

/** What a registry says of a package. */
function packument({ name, filename, integrity, shasum }: Packed, url: string): unknown {
  const { manifest } = publishedPackages().find((entry) => entry.manifest.name === name) ?? {};
  const version = String(manifest?.version);
  const dist = { tarball: url + filename, integrity, shasum };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/** @returns the project's directory, with a workspace package and its dependencies installed as from a registry */
export async function installPacked(name: string): Promise<string> {
  const packed = await packEverything();
  const project = mkdtempSync(join(smallFilesDirectory(), "mlebench-project-"));
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "agent", private: true, type: "module" }),
  );
  const registry = await serveRegistry(packed);
  try {
    writeFileSync(join(project, ".npmrc"), `@mlebench:registry=${registry.url}\n`);
    // The command's name has no scope: its tarball is named.
    const wanted = name.startsWith("@mlebench/") ? name : (packed.get(name)?.file ?? "");
    const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
    await run("npm", ["install", ...options, wanted], project);
  } finally {
    registry.close();
  }
  return project;
}
