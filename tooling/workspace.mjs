// Packages of the workspace and their locations, for all tools.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository's top folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Which Node the packages need: named once, in the top folder's package.json. */
export const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/**
 * Every workspace package, sorted by folder.
 * @returns {{ folder: string, path: string, manifest: Record<string, any>, kind: "package" | "competition" | "tooling", hasSource: boolean }[]}
 */
export function workspacePackages() {
  const kinds = { packages: "package", competitions: "competition", tooling: "tooling" };
  return Object.entries(kinds).flatMap(([top, kind]) =>
    readdirSync(join(root, top), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(root, top, entry.name, "package.json")))
      .map((entry) => {
        const folder = join(root, top, entry.name);
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        return { folder, path: relative(root, folder), manifest, kind, hasSource: hasSource(folder) };
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
}

/** True when there is something to build. A competition that is only begun has facts but no source yet. */
export function hasSource(folder) {
  return existsSync(join(folder, "src/index.ts"));
}

/** The source file behind an `exports` key: "." is src/index.ts, "./parquet" is src/parquet.ts. */
export function sourceOf(exportKey) {
  return exportKey === "." ? "src/index.ts" : `src/${exportKey.slice(2)}.ts`;
}
