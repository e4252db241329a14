// An empty project into which packed tarballs are installed, as a user would.
import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root, type WorkspacePackage, workspacePackages } from "../../workspace.mjs";

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
    for (const dependency of Object.keys((entry.manifest.dependencies ?? {}) as object)) visit(dependency);
  };
  visit(name);
  return [...found.values()];
}

/** @returns the project's directory, with a workspace package and its dependencies installed from tarballs */
export async function installPacked(name: string): Promise<string> {
  await run(process.execPath, [join(root, "tooling/build/build.mjs")], root);
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], root);
  const project = mkdtempSync(join(tmpdir(), "mlebench-project-"));
  const folders = withDependencies(name).map(({ folder }) => folder);
  const packed = JSON.parse(
    await run("npm", ["pack", "--json", "--pack-destination", project, ...folders], root),
  ) as {
    filename: string;
  }[];
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "agent", private: true, type: "module" }),
  );
  const tarballs = packed.map(({ filename }) => `./${filename}`);
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...tarballs], project);
  return project;
}
