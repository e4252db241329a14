import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface Manifest {
  name: string;
  version?: string;
  private?: boolean;
  description?: string;
  keywords?: string[];
  license?: string;
  engines?: { node?: string };
  exports?: Record<string, string | { types?: string; default?: string }>;
  files?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

export interface Package {
  /** Relative to the repository, such as "packages/core". */
  path: string;
  folder: string;
  manifest: Manifest;
}

/** The packages below a top folder, by path. */
export function packagesIn(top: "packages" | "competitions"): Package[] {
  return readdirSync(join(root, top))
    .map((name) => ({ path: `${top}/${name}`, folder: join(root, top, name) }))
    .filter(({ folder }) => existsSync(join(folder, "package.json")))
    .map((entry) => ({
      ...entry,
      manifest: JSON.parse(readFileSync(join(entry.folder, "package.json"), "utf8")) as Manifest,
    }));
}

/** Files below a folder whose name ends so, relative to it; nothing when there is no such folder. */
export function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending) && statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/** TypeScript sources below a folder, with and without JSX, relative to it. */
export function sourcesBelow(folder: string): string[] {
  return [...filesBelow(folder, ".ts"), ...filesBelow(folder, ".tsx")];
}

/** Files of the repository, relative to it: those that git knows, and those that it would. */
export function trackedFiles(): string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  return list
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)) && statSync(join(root, path)).isFile());
}

/**
 * Source without comments and without strings in single quotes or backticks, so that an example in one is no import.
 * Module names are in double quotes, and strings that hold `//` survive.
 */
function withoutComments(source: string): string {
  return source.replaceAll(
    /("(?:[^"\\\n]|\\.)*")|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\\n]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_whole, text?: string) => text ?? "",
  );
}

/** Modules that TypeScript source imports, statically, dynamically or for types. */
export function importsOf(source: string): string[] {
  const pattern = /(?<!["'`\w.-])(?:from|import)\s*\(?\s*"([@\w./:-]+)"/g;
  return [...withoutComments(source).matchAll(pattern)].map(([, name]) => name);
}

/** Names of the packages that a package's sources import from, with one file that does for each. */
export function importedPackages({ folder }: Package): Map<string, string> {
  const found = new Map<string, string>();
  for (const path of sourcesBelow(join(folder, "src"))) {
    for (const name of importsOf(readFileSync(join(folder, "src", path), "utf8"))) {
      if (name.startsWith(".") || name.startsWith("node:")) continue;
      const parts = name.split("/");
      found.set(
        name.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0],
        relative(root, join(folder, "src", path)),
      );
    }
  }
  return found;
}
