// An empty project into which packed tarballs are installed, as a user would.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "@mlebench/disk/lock";
import { type WorkspacePackage, workspacePackages } from "../../workspace.mjs";
import { type PackedPackage, packPackages } from "../pack.mjs";

/**
 * Runs a program to its end and gives what it printed.
 * @throws Error when it fails
 */
export async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  // pnpm's shims set NODE_PATH, by which a project would find packages that it does not have.
  const { NODE_PATH: _nodePath, ...env } = process.env;
  const options = { cwd, encoding: "utf8", maxBuffer: 2 ** 26, env } as const;
  const running = promisify(execFile)(command, args, options);
  running.child.stdin?.end();
  return (await running).stdout;
}

/** A package and all workspace packages that it depends on. */
function withDependencies(name: string): WorkspacePackage[] {
  const byName = new Map(workspacePackages().map((entry) => [entry.manifest.name, entry]));
  const found = new Map<string, WorkspacePackage>();
  const visit = (next: string): void => {
    const entry = byName.get(next);
    if (entry === undefined || found.has(next)) return;
    found.set(next, entry);
    const { dependencies, optionalDependencies } = entry.manifest as Record<string, object | undefined>;
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) visit(dependency);
  };
  visit(name);
  return [...found.values()];
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

/** @returns the project's directory, with a workspace package and its dependencies installed from tarballs */
export async function installPacked(name: string): Promise<string> {
  const packed = await packEverything();
  const project = mkdtempSync(join(tmpdir(), "mlebench-project-"));
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "agent", private: true, type: "module" }),
  );
  const tarballs = withDependencies(name).map(
    ({ manifest }) => packed.get(String(manifest.name))?.file ?? "",
  );
  await run(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs],
    project,
  );
  return project;
}
