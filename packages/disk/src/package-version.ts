import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The version in a directory's `package.json`.
 * @returns null when there is none that can be read
 */
export function readPackageVersion(directory: string): string | null {
  try {
    const text = readFileSync(join(directory, "package.json"), "utf8");
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}

/**
 * The version of the package that a module belongs to.
 * @param moduleUrl `import.meta.url` of the module
 * @throws Error when no directory above it has a `package.json` with a version
 */
export function packageVersion(moduleUrl: string): string {
  for (let directory = dirname(fileURLToPath(moduleUrl)); ; directory = dirname(directory)) {
    if (existsSync(join(directory, "package.json"))) {
      const version = readPackageVersion(directory);
      if (version !== null) return version;
    }
    if (dirname(directory) === directory) throw new Error(`No package.json above ${moduleUrl}`);
  }
}
