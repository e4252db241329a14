import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  claimedId,
  isRecord,
  type PackageManifest,
  type PluginKind,
  readManifest,
} from "./package-manifest.js";

/** Where to search for packages. */
export interface DiscoveryOptions {
  /**
   * Where the current project is: relative paths start here, and the nearest package.json upward counts.
   * @default process.cwd()
   */
  cwd?: string;
  /** Receives, once each, what is broken or surprising but does not stop the work. */
  onWarning?: (message: string) => void;
}

/** What {@link projectPackages} searches for. */
export interface PluginSearch extends DiscoveryOptions {
  kind: PluginKind;
  /** Name of the package that holds what is known under an ID without being searched for. */
  builtIn?: (id: string) => string | undefined;
}

/** A package of the current project that claims to hold a plugin; nothing of it is imported yet. */
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

/** False if nothing exists there. Unreadable entries, such as a loop of links, fail when they are read. */
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
 * The packages of the current project that hold a kind of plugin: the project itself and its direct dependencies, as far
 * as their package.json says `"mlebench": { "<kind>": "<id>" }`. What cannot be read is a warning, and so is a package
 * that claims the ID of a built-in plugin: such IDs always mean the built-in one.
 */
export function projectPackages({
  kind,
  builtIn = () => undefined,
  cwd = process.cwd(),
  onWarning,
}: PluginSearch): ProjectPackage[] {
  const project = [...upward(cwd)].find((directory) => existsSync(join(directory, "package.json")));
  if (project === undefined) return [];

  let manifest: PackageManifest;
  try {
    manifest = readManifest(project);
  } catch (error) {
    onWarning?.(
      `Skipped the ${kind}s of this project: cannot read ${join(project, "package.json")} (${reason(error)}).`,
    );
    return [];
  }

  const found = new Map<string, ProjectPackage>();
  const consider = (directory: string, name: string, own?: PackageManifest): void => {
    let id: string | undefined;
    try {
      id = claimedId(own ?? readManifest(directory), kind);
    } catch (error) {
      onWarning?.(`Skipped the package ${name}: ${reason(error)} (${directory}).`);
      return;
    }
    if (id === undefined) return;
    const builtInPackage = builtIn(id);
    if (builtInPackage !== undefined && builtInPackage !== name) {
      onWarning?.(
        `Skipped the package ${name}: "${id}" is the benchmark's own ${kind}. To use this one, name it by its path: ${directory}`,
      );
      return;
    }
    const earlier = found.get(id);
    if (earlier === undefined) found.set(id, { id, name, directory });
    else onWarning?.(`Skipped the package ${name}: ${earlier.name} already holds the ${kind} "${id}".`);
  };

  consider(project, typeof manifest.name === "string" ? manifest.name : project, manifest);
  for (const name of dependencyNames(manifest)) {
    const directory = installedDirectory(name, project);
    if (directory !== undefined) consider(directory, name);
  }
  return [...found.values()];
}
