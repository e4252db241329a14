import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The parts of a package.json that discovery reads; everything else stays unknown. */
export interface PackageManifest {
  name?: unknown;
  main?: unknown;
  exports?: unknown;
  mlebench?: unknown;
  dependencies?: unknown;
  devDependencies?: unknown;
}

/** True for a JSON object: neither an array nor null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const largestFile = 4 * 1024 * 1024;

/**
 * Reads a small JSON file of a package.
 * @param name path of the file in the package
 * @throws Error when the file is missing, is no file, too large or not a JSON object
 */
export function readPackageJson(directory: string, name: string): Record<string, unknown> {
  const path = join(directory, name);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw Object.assign(new Error(`${name} not found`), { code: "ENOENT" });
  if (!stats.isFile()) throw new Error(`${name} is not a file`);
  if (stats.size > largestFile) throw new Error(`${name} is larger than ${largestFile} bytes`);
  const value = parseJson(readFileSync(path, "utf8"), name);
  if (!isRecord(value)) throw new Error(`${name} is not an object`);
  return value;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (cause) {
    throw new Error(`${name} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Reads a package's manifest.
 * @throws Error when the file is missing, is no file, too large or not a JSON object
 */
export function readManifest(directory: string): PackageManifest {
  return readPackageJson(directory, "package.json");
}

/** What a package may hold: the name of its field in `"mlebench"` of package.json. */
export type PluginKind = "competition" | "backend" | "agent";

/**
 * The id that a manifest claims in its `mlebench` field; undefined when it claims none.
 * @throws Error when the claim is not usable as an id, which is also a folder's name
 */
export function claimedId(manifest: PackageManifest, kind: PluginKind): string | undefined {
  if (!isRecord(manifest.mlebench) || !(kind in manifest.mlebench)) return undefined;
  const id = manifest.mlebench[kind];
  if (typeof id === "string" && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) return id;
  throw new Error(
    `"mlebench.${kind}" in package.json is ${JSON.stringify(id)}, not an id of letters, digits, ".", "_" and "-"`,
  );
}

const conditions = ["node", "import", "default"];

function pickCondition(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (Array.isArray(target)) return target.map(pickCondition).find((file) => file !== undefined);
  if (!isRecord(target)) return undefined;
  for (const [condition, value] of Object.entries(target)) {
    if (!conditions.includes(condition)) continue;
    const file = pickCondition(value);
    if (file !== undefined) return file;
  }
  return undefined;
}

/**
 * The file that plain `import` of a package would load, relative to its directory. Custom conditions such as
 * the sources of this repository are passed over, because a built program must be able to load the file.
 */
export function entryFile(directory: string, manifest: PackageManifest): string {
  const { exports, main } = manifest;
  if (exports !== undefined && exports !== null) {
    const target = isRecord(exports) && "." in exports ? exports["."] : exports;
    const file = pickCondition(target);
    if (file === undefined)
      throw new Error('package.json has no "exports" for "." that plain Node can import');
    return file;
  }
  if (typeof main !== "string") return "index.js";
  return existsSync(join(directory, main)) || !existsSync(join(directory, `${main}.js`))
    ? main
    : `${main}.js`;
}
