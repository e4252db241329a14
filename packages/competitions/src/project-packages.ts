import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DiscoveryOptions } from "./discovery-options.js";
import { summaries } from "./index.generated.js";
import { claimedId, isRecord, type PackageManifest, readManifest } from "./package-manifest.js";

/** A package of the current project that says it holds a competition; nothing of it is imported yet. */
export interface ProjectPackage {
  id: string;
  name: string;
  directory: string;
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function* upward(from: string): Generator<string> {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    yield directory;
    if (directory === dirname(directory)) return;
  }
}

function installedDirectory(name: string, project: string): string | undefined {
  for (const directory of upward(project)) {
    const candidate = join(directory, "node_modules", name);
    if (isOrMayBeThere(join(candidate, "package.json"))) return candidate;
  }
  return undefined;
}

/** False where nothing is; what cannot be looked at, such as a loop of links, is for whoever reads it to tell. */
function isOrMayBeThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

function dependencyNames(manifest: PackageManifest): string[] {
  const names = [manifest.dependencies, manifest.devDependencies].flatMap((field) =>
    isRecord(field) ? Object.keys(field) : [],
  );
  return [...new Set(names)].sort();
}

/**
 * The competition packages of the current project: the project itself and its direct dependencies, as far as
 * their package.json says `"mlebench": { "competition": "<id>" }`. What cannot be read is a warning, and so is a package
 * that claims the id of another package's competition in the benchmark: such ids always mean the benchmark's own.
 */
export function projectPackages({ cwd = process.cwd(), onWarning }: DiscoveryOptions = {}): ProjectPackage[] {
  const project = [...upward(cwd)].find((directory) => existsSync(join(directory, "package.json")));
  if (project === undefined) return [];

  let manifest: PackageManifest;
  try {
    manifest = readManifest(project);
  } catch (error) {
    onWarning?.(
      `Skipped the competitions of this project: cannot read ${join(project, "package.json")} (${reason(error)}).`,
    );
    return [];
  }

  const found = new Map<string, ProjectPackage>();
  const consider = (directory: string, name: string, own?: PackageManifest): void => {
    let id: string | undefined;
    try {
      id = claimedId(own ?? readManifest(directory));
    } catch (error) {
      onWarning?.(`Skipped the package ${name}: ${reason(error)} (${directory}).`);
      return;
    }
    if (id === undefined) return;
    const builtIn = summaries.find((summary) => summary.id === id);
    if (builtIn !== undefined && builtIn.package !== name) {
      onWarning?.(
        `Skipped the package ${name}: "${id}" is the benchmark's own competition. To use this one, name it by its path: ${directory}`,
      );
      return;
    }
    const earlier = found.get(id);
    if (earlier === undefined) found.set(id, { id, name, directory });
    else onWarning?.(`Skipped the package ${name}: ${earlier.name} already holds the competition "${id}".`);
  };

  consider(project, typeof manifest.name === "string" ? manifest.name : project, manifest);
  for (const name of dependencyNames(manifest)) {
    const directory = installedDirectory(name, project);
    if (directory !== undefined) consider(directory, name);
  }
  return [...found.values()];
}
